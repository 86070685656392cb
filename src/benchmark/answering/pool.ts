/** Jobs spread over child processes; an answer depends on its key alone, so their number changes no number. */
import { type ChildProcess, fork } from "node:child_process";
import path from "node:path";
import { failedError } from "../../base/errors.ts";
import { workerArguments } from "../../base/workerArguments.ts";
import { answersTo, type Job } from "./answer.ts";
import type { Answer } from "./cache.ts";

/**
 * Answers all jobs in `numProcesses` child processes (0: in this one) and hands each result to `done` as it comes. Errors (failed): a
 * child that ends before its answer.
 */
export async function answerAll(
  jobs: readonly Job[],
  numProcesses: number,
  done: (job: Job, answers: Answer[]) => void,
): Promise<void> {
  if (numProcesses === 0) for (const job of jobs) done(job, answersTo(job));
  const waiting = numProcesses === 0 ? [] : [...jobs];
  const numChildren = Math.min(numProcesses, waiting.length);
  await Promise.all(
    Array.from({ length: numChildren }, async () => {
      const child = started();
      try {
        for (let job = waiting.shift(); job !== undefined; job = waiting.shift())
          done(job, await answersFrom(child, job));
      } finally {
        if (child.connected) child.disconnect();
      }
    }),
  );
}

function started(): ChildProcess {
  const file = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);
  return fork(file, [], {
    execArgv: workerArguments(import.meta.filename),
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function answersFrom(child: ChildProcess, job: Job): Promise<Answer[]> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => {
      const requirement = `a child process has to answer ${job.question.name}`;
      reject(
        failedError("benchmark", requirement, `exit code ${code}`, "give the command again: what is finished is kept"),
      );
    };
    child.once("exit", ended);
    child.once("message", (answers: Answer[]) => {
      child.off("exit", ended);
      resolve(answers);
    });
    child.send(job);
  });
}
