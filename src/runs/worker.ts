/**
 * The child process of one run: takes its job from the parent, reports steps, and says why it ended. It leaves with its parent,
 * and can be killed at any instant because the run is resumable.
 */
import { performance } from "node:perf_hooks";
import { EXIT, type ExitKind, ForeshockError } from "../base/errors.ts";
import type { RunSpec } from "../specs.ts";
import { tokensPerStep } from "./cost.ts";
import { executeRun, type RunProgress } from "./run.ts";

/** What the parent sends once. */
export type WorkerJob = { spec: RunSpec; projectDir: string };

/** What the child sends: progress any number of times, then one failure if it fails. */
export type WorkerMessage =
  | { progress: RunProgress & { tokensPerSecond: number | null } }
  | { failure: { kind: ExitKind; message: string; hint: string } };

const REPORT_EVERY_MS = 200;

process.on("disconnect", () => process.exit(EXIT.failed));
process.once("message", (job: WorkerJob) => void work(job));

async function work({ spec, projectDir }: WorkerJob): Promise<void> {
  try {
    await executeRun(spec, projectDir, { wait: true, onProgress: reporter(tokensPerStep(spec)) });
    leave(EXIT.ok);
  } catch (error) {
    const known = error instanceof ForeshockError;
    if (!known) console.error(error);
    const { message, hint, kind } = known
      ? error
      : { message: `defect: ${(error as Error).message}`, hint: "report this run", kind: "failed" as const };
    leave(EXIT[kind], { failure: { kind, message, hint } });
  }
}

/** Passes progress on, at most five times a second within a phase; the clock serves the display only. */
function reporter(tokens: number) {
  let last: { phase: string; at: number } | undefined;
  let first: { step: number; at: number } | undefined;
  return (progress: RunProgress) => {
    const at = performance.now();
    if (progress.phase === "train") first ??= { step: progress.step, at };
    if (!progress.note && last?.phase === progress.phase && at - last.at < REPORT_EVERY_MS) return;
    last = { phase: progress.phase, at };
    const rate =
      progress.phase === "train" && first && at > first.at
        ? (tokens * (progress.step - first.step)) / ((at - first.at) / 1000)
        : null;
    send({ progress: { ...progress, tokensPerSecond: rate } });
  };
}

function send(message: WorkerMessage, then?: () => void): void {
  process.send?.(message, undefined, undefined, then);
}

function leave(code: number, message?: WorkerMessage): void {
  if (message) send(message, () => process.exit(code));
  else process.exit(code);
}
