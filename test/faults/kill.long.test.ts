import { existsSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, it } from "vitest";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { executeRun } from "../../src/runs/run.ts";
import type { RunSpec } from "../../src/specs.ts";
import { scratch } from "../runs/fixtures.ts";
import { killWhenExists, phasesOf, resultsOf, smallRun, startMortal, startWorker } from "./children.ts";

let spec: RunSpec;
let expected: Record<string, string>;
const filesIn = (project: string) => runFolder(project, runKey(spec));

beforeAll(async () => {
  spec = await smallRun(300, [0, 10, 100, 200, 300]);
  const calm = mkdtempSync(path.join(tmpdir(), "foreshock-"));
  await executeRun(spec, calm);
  expected = resultsOf(spec, calm);
  expect(Object.keys(expected)).toHaveLength(5 + 2);
  return () => rmSync(calm, { recursive: true });
});

it("killed again and again in training and in measuring, a run ends with the bytes of an undisturbed one", async () => {
  const project = scratch();
  const deaths = [
    { phase: "train", step: 5 },
    { phase: "train", step: 100 },
    { phase: "train", step: 251 },
    { phase: "measure", step: 0 },
    { phase: "measure", step: 200 },
  ] as const;
  for (const death of deaths) {
    expect((await startMortal(spec, project, death).ended).signal).toBe("SIGKILL");
    expect(existsSync(filesIn(project).summary)).toBe(false);
  }
  const last = await startWorker(spec, project).ended;
  expect(last.code).toBe(0);
  expect(phasesOf(last)).toEqual(new Set(["measure", "done"]));
  expect(resultsOf(spec, project)).toEqual(expected);
  expect(existsSync(filesIn(project).resume)).toBe(false);
});

it("killed from outside while files are being written, it does too", async () => {
  const project = scratch();
  const files = filesIn(project);
  for (const moment of [files.weights(10), files.resume, files.weights(300), files.tokens])
    await killWhenExists(startWorker(spec, project), moment);
  expect((await startWorker(spec, project).ended).code).toBe(0);
  expect(resultsOf(spec, project)).toEqual(expected);
});

it("a truncated resume file costs time, not the result", async () => {
  const project = scratch();
  const files = filesIn(project);
  await killWhenExists(startWorker(spec, project), files.weights(100));
  truncateSync(files.resume, 100);
  const { code, messages } = await startWorker(spec, project).ended;
  expect(code).toBe(0);
  const notes = messages.flatMap((message) => ("progress" in message && message.progress.note) || []);
  expect(notes).toEqual([expect.stringMatching(/resume\.damaged\.safetensors, training starts again at step 0$/)]);
  expect(resultsOf(spec, project)).toEqual(expected);
});

it("two processes on one run: one works, the other waits and finds it finished; a direct call is refused", async () => {
  const project = scratch();
  const workers = [startWorker(spec, project), startWorker(spec, project)];
  while (!existsSync(filesIn(project).weights(0))) await new Promise((resolve) => setTimeout(resolve, 1));
  await expect(executeRun(spec, project)).rejects.toThrow(/^executeRun: no other process may work on the run, got /);
  const ended = await Promise.all(workers.map((worker) => worker.ended));
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(ended.filter((one) => phasesOf(one).has("train"))).toHaveLength(1);
  expect(resultsOf(spec, project)).toEqual(expected);
});
