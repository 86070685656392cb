import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
  await startMortal(spec, project, { phase: "train", step: 150 }).ended;
  truncateSync(files.resume, 100);
  const { code, messages } = await startWorker(spec, project).ended;
  expect(code).toBe(0);
  const notes = messages.flatMap((message) => ("progress" in message && message.progress.note) || []);
  expect(notes).toEqual([expect.stringMatching(/resume\.damaged\.safetensors, training starts again at step 0$/)]);
  expect(resultsOf(spec, project)).toEqual(expected);
});

it("two processes on one run: one works, the other waits and finds it finished; a direct call is refused", async () => {
  const project = scratch();
  const first = startMortal(spec, project, { phase: "train", step: 100, signal: "SIGSTOP" });
  while (!existsSync(filesIn(project).lock)) await sleep(1);
  await expect(executeRun(spec, project)).rejects.toThrow(/^executeRun: no other process may work on the run, got /);
  const second = startWorker(spec, project);
  await once(second.child, "message");
  const goOn = setInterval(() => first.child.kill("SIGCONT"), 10);
  const ended = await Promise.all([first.ended, second.ended]);
  clearInterval(goOn);
  expect(ended.map(({ code }) => code)).toEqual([0, 0]);
  expect(phasesOf(ended[1])).toEqual(new Set(["wait", "done"]));
  expect(resultsOf(spec, project)).toEqual(expected);
});
