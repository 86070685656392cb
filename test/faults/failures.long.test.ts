import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { runFolder, runKey } from "../../src/runs/key.ts";
import { executeRun } from "../../src/runs/run.ts";
import type { RunSpec } from "../../src/specs.ts";
import { scratch } from "../runs/fixtures.ts";
import { resultsOf, smallRun, startWorker } from "./children.ts";

const diverging = async (): Promise<RunSpec> => {
  const spec = await smallRun(60, [60]);
  return {
    ...spec,
    train: { ...spec.train, optimiser: { kind: "sgd", momentum: 0, weightDecay: 0 }, learningRate: 1e6 },
  };
};

describe("a loss that is not finite", () => {
  it("ends the child with exit status 4 and one line that names the step", async () => {
    const { code, messages, stderr } = await startWorker(await diverging(), scratch()).ended;
    expect(code).toBe(4);
    expect(stderr).toBe("");
    expect(messages.at(-1)).toEqual({
      failure: { kind: "numeric", message: expect.stringMatching(/^[^\n]*step \d+[^\n]*$/), hint: expect.any(String) },
    });
  });
});

describe("a disk that cannot be written", () => {
  it("says so in one line when models is not a folder", async () => {
    const project = scratch();
    writeFileSync(path.join(project, "models"), "");
    const { code, messages } = await startWorker(await smallRun(30, [30]), project).ended;
    expect(code).toBe(1);
    expect(messages.at(-1)).toMatchObject({
      failure: { kind: "failed", message: expect.stringMatching(/has to be written, got ENOTDIR/) },
    });
  });

  const small = mountable();
  it.skipIf(!small)("names the full disk, keeps what is finished, and goes on when there is room", async () => {
    const [calm, project] = [scratch(), scratch()];
    const spec = await smallRun(30, [0, 10, 20, 30]);
    await executeRun(spec, calm);
    mountSmall(project, 40);
    await expect(executeRun(spec, project)).rejects.toThrow(
      /has to be written, got [^\n]*(ENOSPC|No space left)[^\n]*$/,
    );
    const { folder } = runFolder(project, runKey(spec));
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    execFileSync("mount", ["-o", "remount,size=4m", project]);
    await executeRun(spec, project);
    expect(resultsOf(spec, project)).toEqual(resultsOf(spec, calm));
  });
});

/** Whether this process may mount a small memory disk. */
function mountable(): boolean {
  const folder = path.join("/tmp", `foreshock-mount-${process.pid}`);
  try {
    mkdirSync(folder);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    execFileSync("rmdir", [folder]);
  }
}

function mountSmall(folder: string, kilobytes: number): void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  onTestFinished(() => void execFileSync("umount", [folder]));
}
