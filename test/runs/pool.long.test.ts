/** Runs that are stopped, that die and whose parent dies: nothing is lost and nobody stays. */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { missing } from "../../src/runs/plan.ts";
import { type PoolEvent, runPool } from "../../src/runs/pool.ts";
import { resultsOf, root, smallRun } from "../faults/children.ts";
import { scratch } from "./fixtures.ts";

it("abort kills the children and rejects with the reason; the same call goes on to the same bytes", async () => {
  const [project, calm] = [scratch(), scratch()];
  const specs = [await smallRun(2500, [0, 100, 2500]), await smallRun(2500, [0, 100, 2500], "1")];
  const controller = new AbortController();
  const onProgress = (event: PoolEvent) => event.phase === "train" && controller.abort(new Error("enough"));
  await expect(runPool(specs, project, { workers: 2, signal: controller.signal, onProgress })).rejects.toThrow(
    "enough",
  );
  expect(missing(specs, project).length).toBeGreaterThan(0);
  await runPool(specs, project, { workers: 2 });
  await runPool(specs, calm, { workers: 1 });
  for (const spec of specs) expect(resultsOf(spec, project)).toEqual(resultsOf(spec, calm));
});

it("reports a child that dies by itself, with the others finished", async () => {
  const project = scratch();
  const [first, second] = [await smallRun(100_000, [0, 100_000]), await smallRun(20, [20])];
  const { lock } = runFolder(project, runKey(first));
  const onProgress = (event: PoolEvent) => {
    if (event.runKey === runKey(first) && event.phase === "train") process.kill(ownerOf(lock), "SIGKILL");
  };
  const { done, failed } = await runPool([first, second], project, { workers: 1, onProgress });
  expect(done).toEqual([runKey(second)]);
  expect(failed[0]!.error.message).toBe(
    'runPool: the child process of operator-chain d=8 seed 0 has to finish, got "SIGKILL"',
  );
});

it("children leave when their parent is killed", async () => {
  const project = scratch();
  const spec = await smallRun(100_000, [100_000]);
  const { lock } = runFolder(project, runKey(spec));
  const pool = JSON.stringify(path.join(root, "src/runs/pool.ts"));
  const script = `import { runPool } from ${pool}; await runPool([${JSON.stringify(spec)}], ${JSON.stringify(project)});`;
  const parent = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], { cwd: root });
  while (!existsSync(lock)) await sleep(5);
  const child = ownerOf(lock);
  parent.kill("SIGKILL");
  while (isAlive(child)) await sleep(20);
});

const ownerOf = (lock: string) => Number(readFileSync(lock, "utf8").trim().split(" ")[1]);

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
