/** Chains that are too large to share a graph, spread over child processes of one thread each. */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { failedError } from "../base/errors.ts";
import type { Key } from "../base/random.ts";
import { workerArguments } from "../base/workerArguments.ts";
import type { Chain, ChainRunner } from "../measure/llc/chain.ts";
import type { ChainAnswer, ChainJob, ChainRequest } from "./chainWorker.ts";

/**
 * Returns a runner whose chains run in `numProcesses` child processes; a chain depends on its key alone, so their number changes no
 * number. Errors (failed): a child that ends, or says why it cannot go on.
 */
export function chainProcesses(job: ChainJob, numProcesses: number): ChainRunner {
  const children = Array.from({ length: numProcesses }, () => {
    const file = path.join(import.meta.dirname, `chainWorker${path.extname(import.meta.filename)}`);
    const child = fork(file, [], {
      execArgv: workerArguments(import.meta.filename),
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    child.send(job);
    return child;
  });
  return {
    async run(_point, settings, keys) {
      const shares = children.map((_, i) => keys.filter((_key, k) => k % numProcesses === i));
      const parts = await Promise.all(children.map((child, i) => ask(child, { settings, keys: shares[i]! })));
      return keys.map((key, k) => parts[k % numProcesses]![shares[k % numProcesses]!.indexOf(key)]!);
    },
    async release() {
      for (const child of children) child.disconnect();
    },
  };
}

function ask(child: ChildProcess, request: ChainRequest): Promise<Chain[]> {
  return new Promise((resolve, reject) => {
    const fail = (got: unknown) =>
      reject(failedError("chainProcesses", "a child process has to finish its chains", got, "give the command again"));
    const ended = (code: number | null) => fail(`exit code ${code}`);
    child.once("exit", ended);
    child.once("message", (answer: ChainAnswer) => {
      child.off("exit", ended);
      if ("chains" in answer) resolve(answer.chains);
      else fail(new Error(answer.failure));
    });
    child.send({ settings: request.settings, keys: [...request.keys] as Key[] });
  });
}
