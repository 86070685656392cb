/** Starts child.ts and others in processes of their own, for tests that kill them. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { onTestFinished } from "vitest";

export type Started = { child: ChildProcess; firstLine: () => Promise<string>; kill: () => Promise<string> };

/** Starts child.ts with arguments; `by` is how it is run, by this program as a rule. What still runs after the test is killed. */
export function startChild(args: string[], by: string[] = [process.execPath]): Started {
  const script = path.join(import.meta.dirname, "child.ts");
  const [program, ...before] = by;
  const child = spawn(program!, [...before, "--import", "tsx", script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  const firstLine = async () => {
    while (!output.includes("\n")) await sleep(5);
    return output.split("\n")[0]!;
  };
  const kill = async () => {
    const gone = once(child, "close");
    child.kill("SIGKILL");
    await gone;
    return output;
  };
  return { child, firstLine, kill };
}
