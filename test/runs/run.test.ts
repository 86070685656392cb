import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { tryLock } from "../../src/base/locks.ts";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { executeRun, type Lab, type RunProgress } from "../../src/runs/run.ts";
import { readSummary, readTokens } from "../../src/runs/store.ts";
import { type RunSpec, TaskSpec } from "../../src/specs.ts";
import { loadTask } from "../../src/task/load.ts";
import { drawTable, scratch, spec as template } from "./fixtures.ts";

let spec: RunSpec;
beforeAll(async () => {
  const { name, params } = template.task;
  spec = { ...template, task: TaskSpec.parse((await loadTask(name, params, ".")).spec) };
});

/** Stand-ins with the shape of the real parts: weights depend on every step so far, tables on the weights. */
const lab: Lab = {
  async *train(run, _task, _engine, resume, onStep) {
    let weight = resume?.tensors.w?.data[0] ?? 0.5;
    let momentum = resume?.state.m?.data[0] ?? 0;
    const checkpoint = (step: number) => ({
      step,
      loss: weight,
      tensors: { w: { shape: [1], data: Float32Array.of(weight) } },
      state: { m: { shape: [1], data: Float32Array.of(momentum) } },
    });
    if (!resume && run.checkpoints[0] === 0) yield checkpoint(0);
    for (let step = (resume?.step ?? 0) + 1; step <= run.train.numSteps; step++) {
      momentum = Math.fround(momentum * 0.9 + Math.sin(step));
      weight = Math.fround(weight - 0.1 * momentum);
      onStep?.(step, weight);
      if (run.checkpoints.includes(step)) yield checkpoint(step);
    }
  },
  tokenMeter: async (run) => ({
    read: async (weights) => drawTable(String(weights.w!.data[0]), run.numExamples, run.task.answerLength),
    release: async () => {},
  }),
};

class Killed extends Error {}
/** Runs until `when` holds, as if the process had been killed there. */
async function runUntil(project: string, when: (progress: RunProgress) => boolean): Promise<void> {
  const onProgress = (progress: RunProgress) => {
    if (when(progress)) throw new Killed();
  };
  await expect(executeRun(spec, project, { onProgress }, lab)).rejects.toThrow(Killed);
}

const read = (project: string, name: string) => readFileSync(path.join(runFolder(project, runKey(spec)).folder, name));

async function reference(): Promise<string> {
  const project = scratch();
  await executeRun(spec, project, {}, lab);
  return project;
}

describe("executeRun", () => {
  it("leaves specification, weights of every checkpoint, tokens and summary, and nothing else", async () => {
    const project = await reference();
    const { folder, tokens, summary } = runFolder(project, runKey(spec));
    expect(readdirSync(folder).sort()).toEqual([
      "spec.json",
      "step-000000.safetensors",
      "step-000010.safetensors",
      "step-000020.safetensors",
      "step-000030.safetensors",
      "summary.parquet",
      "tokens.parquet",
    ]);
    expect(await readTokens(tokens)).toHaveLength(4 * 16 * 2);
    const rows = await readSummary(summary);
    expect([...new Set(rows.map((row) => row.step))]).toEqual([0, 10, 20, 30]);
    expect(rows[0]).toMatchObject({ run: runKey(spec), task: "operator-chain", tokens: 0, flops: 0, seed: "0", n: 16 });
    expect(rows.at(-1)).toMatchObject({ step: 30, tokens: 30 * 4 * 5 });
  });

  it("does nothing for a finished run", async () => {
    const project = await reference();
    const never: Lab = {
      train: () => {
        throw new Error("trained again");
      },
      tokenMeter: () => Promise.reject(new Error("measured again")),
    };
    await expect(executeRun(spec, project, {}, never)).resolves.toBe(runKey(spec));
  });

  it.each([
    ["before the first checkpoint", (p: RunProgress) => p.phase === "train" && p.step === 3],
    ["between checkpoints", (p: RunProgress) => p.phase === "train" && p.step === 17],
    ["at a checkpoint", (p: RunProgress) => p.phase === "train" && p.step === 20],
    ["at the last step", (p: RunProgress) => p.phase === "train" && p.step === 30],
    ["while measuring", (p: RunProgress) => p.phase === "measure" && p.step === 20],
  ])("stopped %s, goes on to the same bytes", async (_, when) => {
    const [whole, project] = [await reference(), scratch()];
    await runUntil(project, when);
    await executeRun(spec, project, {}, lab);
    for (const name of ["summary.parquet", "tokens.parquet", "step-000030.safetensors"])
      expect(read(project, name).equals(read(whole, name)), name).toBe(true);
  });

  it("goes on from the newest checkpoint instead of starting again", async () => {
    const project = scratch();
    await runUntil(project, (p) => p.step === 17);
    const steps: number[] = [];
    await executeRun(spec, project, { onProgress: (p) => p.phase === "train" && steps.push(p.step) }, lab);
    expect(steps[0]).toBe(11);
  });

  it.each([
    ["a truncated resume file", "resume.safetensors", (file: string) => truncateSync(file, 60)],
    ["an empty resume file", "resume.safetensors", (file: string) => truncateSync(file, 0)],
    ["a flipped bit in the state", "resume.safetensors", flipLastBit],
    ["a flipped bit in earlier weights", "step-000010.safetensors", flipLastBit],
  ])("%s is set aside aloud and training starts again", async (_, name, damage) => {
    const [whole, project] = [await reference(), path.join(scratch(), "resume of x")];
    await runUntil(project, (p) => p.step === 27);
    const { folder } = runFolder(project, runKey(spec));
    damage(path.join(folder, name));
    const notes: string[] = [];
    await executeRun(spec, project, { onProgress: (p) => p.note && notes.push(p.note) }, lab);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(
      /has to be a whole checkpoint of this run.*set aside as .*resume of x.*resume\.damaged\.safetensors, training starts/,
    );
    expect(existsSync(path.join(folder, "resume.damaged.safetensors"))).toBe(true);
    expect(read(project, "summary.parquet").equals(read(whole, "summary.parquet"))).toBe(true);
  });

  it("refuses a folder whose specification is another one or was altered", async () => {
    const project = scratch();
    await runUntil(project, (p) => p.step === 3);
    const { spec: file } = runFolder(project, runKey(spec));
    writeFileSync(file, readFileSync(file, "utf8").replace('"seed":"0"', '"seed":"1"'));
    await expect(executeRun(spec, project, {}, lab)).rejects.toThrow(
      /^executeRun: .*spec\.json has to be the specification with key [0-9a-f]{32}, got "[0-9a-f]{32}"$/,
    );
  });

  it("refuses a task whose source has changed since the run was planned", async () => {
    const other = { ...spec, task: { ...spec.task, fingerprint: "cd".repeat(32) } };
    await expect(executeRun(other, scratch(), {}, lab)).rejects.toThrow(
      /task operator-chain has to be the one of the run/,
    );
  });

  it("refuses a run that another process works on, or waits for it", async () => {
    const project = scratch();
    const { lock } = runFolder(project, runKey(spec));
    const release = tryLock(lock)!;
    await expect(executeRun(spec, project, {}, lab)).rejects.toThrow(
      /^executeRun: no other process may work on the run, got /,
    );
    const phases: string[] = [];
    const onProgress = ({ phase }: RunProgress) => {
      phases.push(phase);
      if (phase === "wait") release();
    };
    await executeRun(spec, project, { wait: true, onProgress }, lab);
    expect(phases[0]).toBe("wait");
    expect(phases.at(-1)).toBe("done");
  });

  it("removes temporary files that a killed process left", async () => {
    const project = scratch();
    const { folder } = runFolder(project, runKey(spec));
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, ".resume.safetensors.99999.tmp"), "half");
    await executeRun(spec, project, {}, lab);
    expect(readdirSync(folder).filter((name) => name.startsWith("."))).toEqual([]);
  });

  it("stops at the next step when aborted", async () => {
    const controller = new AbortController();
    const onProgress = (p: RunProgress) => p.step === 12 && controller.abort(new Error("stop"));
    await expect(executeRun(spec, scratch(), { signal: controller.signal, onProgress }, lab)).rejects.toThrow("stop");
  });

  it("reports steps only: no progress carries a loss or a metric", async () => {
    const seen = new Set<string>();
    const onProgress = (p: RunProgress) => {
      for (const key of Object.keys(p)) seen.add(key);
    };
    await executeRun(spec, scratch(), { onProgress }, lab);
    expect([...seen].sort()).toEqual(["numSteps", "phase", "step"]);
  });

  it("says in one line when the folder cannot be made", async () => {
    const project = scratch();
    writeFileSync(path.join(project, "models"), "a file where a folder belongs");
    await expect(executeRun(spec, project, {}, lab)).rejects.toThrow(
      /^makeFolder: .* has to be written, got "?ENOTDIR[^\n]*$/,
    );
  });
});

function flipLastBit(file: string): void {
  const bytes = readFileSync(file);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(file, bytes);
}
