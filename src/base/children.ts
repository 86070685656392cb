/**
 * Work spread over child processes of this machine. A child is a script of its own that answers one job after another; its answer depends
 * on the job alone, so the number of children changes no result.
 */
import { type ChildProcess, fork } from "node:child_process";
import { type ExitKind, ForeshockError, failedError } from "./errors.ts";
import { workerArguments } from "./workerArguments.ts";

/** Who hears that a child has taken a job, and its answer. */
export type Hearing<Job, Answer> = { begun?: (job: Job) => void; done: (job: Job, answer: Answer) => void };

/** What a child sends back. */
export type Reply<Answer> = { answer: Answer } | { failure: { kind: ExitKind; message: string; hint: string } };

/**
 * Hands all jobs to at most `numProcesses` children that run `script`, in order, each a new one when it has answered. Errors: what
 * the script's `answerJobs` threw; (failed) a child that ends before its answer.
 */
export async function askChildren<Job extends object, Answer>(
  script: string,
  jobs: readonly Job[],
  numProcesses: number,
  { begun, done }: Hearing<Job, Answer>,
): Promise<void> {
  const waiting = [...jobs];
  await Promise.all(
    Array.from({ length: Math.min(numProcesses, jobs.length) }, async () => {
      const child = fork(script, [], {
        execArgv: workerArguments(script),
        serialization: "advanced",
        stdio: ["ignore", "ignore", "inherit", "ipc"],
      });
      try {
        for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
          const taken = job;
          done(job, await answerFrom<Job, Answer>(child, job, () => begun?.(taken)));
        }
      } catch (error) {
        waiting.length = 0; // nobody begins another job of a lost cause
        throw error;
      } finally {
        if (child.connected) child.disconnect();
      }
    }),
  );
}

function answerFrom<Job extends object, Answer>(child: ChildProcess, job: Job, begun: () => void): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) =>
      reject(
        failedError("askChildren", "a child process has to answer", `exit code ${code}`, "give the command again"),
      );
    child.once("exit", ended);
    child.once("error", reject);
    child.once("message", (reply: Reply<Answer>) => {
      child.off("exit", ended);
      child.off("error", reject);
      if ("answer" in reply) resolve(reply.answer);
      else reject(new ForeshockError(reply.failure.kind, reply.failure.message, reply.failure.hint));
    });
    child.send(job, (error) => (error === null ? begun() : reject(error)));
  });
}
