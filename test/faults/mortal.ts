/**
 * A child process that kills (SIGKILL) or stops (SIGSTOP) itself at a stated point of a run: the same instant every time, unlike a
 * signal from outside.
 */

import { executeRun, type RunProgress } from "../../src/runs/run.ts";
import type { RunSpec } from "../../src/specs.ts";

export type Death = Pick<RunProgress, "phase" | "step"> & { signal?: "SIGSTOP" };

process.once("message", ({ spec, projectDir, death }: { spec: RunSpec; projectDir: string; death: Death }) => {
  const onProgress = ({ phase, step }: RunProgress) => {
    if (phase === death.phase && step === death.step) process.kill(process.pid, death.signal ?? "SIGKILL");
  };
  void executeRun(spec, projectDir, { onProgress }).then(() => process.exit());
});
