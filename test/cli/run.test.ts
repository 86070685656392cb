/** Training: what a failed run, --json and Ctrl-C leave. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, foreshock, json, must, type Place, start, tinyProject } from "./foreshock.ts";

const tiny = await tinyProject();
afterAll(tiny.remove);

describe("run", () => {
  it("a loss that is not finite ends with exit 4, names the run, and keeps the others", async () => {
    const place = copyOf(tiny);
    edit(place, "models/families/tiny.yaml", "learningRate: 1e-2", "learningRate: 1e6");
    edit(place, "models/families/tiny.yaml", "kind: adamw", "kind: sgd");
    const { code, out, err } = await foreshock(place, "run", "tiny");
    expect(code).toBe(4);
    expect(err).toMatch(
      /^foreshock: train: a finite loss is required at step \d+[^\n]*\n {2}try: lower learningRate[^\n]*\n$/,
    );
    expect(out).toMatch(/observed rungs: 0 of 3 runs finished\n3 failed; finished runs are kept/);
  });

  it("shows what was measured, in characters that paste as numbers", async () => {
    const { out } = await must(copyOf(tiny), "run", "tiny");
    expect(out).toMatch(/ -\d\.\d+\n/);
    expect(out).not.toMatch(/[\u2212\u00a0]/);
  });

  it("names the next step of its question, and warns when that one was registered with another version of the family", async () => {
    const place = copyOf(tiny);
    await must(place, "register", "tiny");
    expect((await must(place, "run", "tiny")).out).toMatch(/next: foreshock forecast tiny --by bayes-mix\n$/);
    edit(place, "models/families/tiny.yaml", "learningRate: 1e-2", "learningRate: 2e-2");
    expect((await must(place, "run", "tiny")).out).toMatch(
      /^note: question tiny was registered with another version of family tiny/,
    );
  });

  it("status exits with 3 and says so when the ledger does not verify", async () => {
    const place = copyOf(tiny);
    await must(place, "register", "tiny");
    edit(place, "predictions/ledger.head", "foreshock/", "foreshack/");
    const { code, out, err } = await foreshock(place, "status");
    expect(code).toBe(3);
    expect(out).toContain("tiny");
    expect(err).toMatch(
      /^foreshock: status files: [^\n]+ledger\.head missing or changed\n {2}try: foreshock verify\n$/,
    );
  });

  it("prints JSON lines with --json", async () => {
    const place = copyOf(tiny);
    const lines = (await must(place, "run", "tiny", "--json")).out.trim().split("\n");
    const events = lines.map((line) => JSON.parse(line));
    expect(events.at(-1)).toMatchObject({ event: "finished", numRuns: 3, failed: [] });
    expect(events.filter(({ event, phase }) => event === "run" && phase === "done")).toHaveLength(3);
  });

  it("Ctrl-C stops the children, exits with 130 and says that the same command goes on", async () => {
    const place = copyOf(tiny);
    edit(place, "models/families/tiny.yaml", "numSteps: 30", "numSteps: 20000");
    edit(place, "models/families/tiny.yaml", "[10, 30]", "[10, 20000]");
    const { child, ended } = start(place, "run", "tiny", "--workers", "2");
    const hasWeights = () => findWeights(place) > 0;
    while (!hasWeights()) await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect({ code, err }).toEqual({
      code: 130,
      err: expect.stringMatching(/^foreshock: stopped; .*\n {2}try: the same command again/),
    });
    expect(livingOwners(place)).toEqual([]);
    expect((await json(place, "status")).questions[0]).toMatchObject({ observed: { done: 0, total: 3 } });
  });
});

/** Processes named in lock files of runs that still live. */
function livingOwners({ dir }: Place): number[] {
  const folder = path.join(dir, "models/runs");
  const locks = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".lock"));
  const owners = locks.map((name) => Number(readFileSync(path.join(folder, name), "utf8").split(" ")[1]));
  return owners.filter((pid) => existsSync(`/proc/${pid}`));
}

function findWeights({ dir }: Place): number {
  const folder = path.join(dir, "models/runs");
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => /step-.*\.safetensors$/.test(name))
    .length;
}
