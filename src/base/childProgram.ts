/** What the script of a child process of `askChildren` does. */
import type { Reply } from "./children.ts";
import { EXIT, ForeshockError, show } from "./errors.ts";

/** Answers every job the parent sends, until the parent lets go of this process. */
export function answerJobs<Job, Answer>(answer: (job: Job) => Answer): void {
  process.on("disconnect", () => process.exit(EXIT.ok));
  process.on("message", (job: Job) => void process.send?.(replyTo(answer, job)));
}

function replyTo<Job, Answer>(answer: (job: Job) => Answer, job: Job): Reply<Answer> {
  try {
    return { answer: answer(job) };
  } catch (error) {
    if (!(error instanceof ForeshockError))
      return { failure: { kind: "failed", message: show(error), hint: "give the command again" } };
    const { kind, message, hint } = error;
    return { failure: { kind, message, hint } };
  }
}
