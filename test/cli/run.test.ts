/** Training: what a failed run and --json leave. */
import { afterAll, describe, expect, it } from "vitest";
import { copyOf, edit, foreshock, must, tinyProject } from "./foreshock.ts";

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
    expect((await must(place, "run", "tiny")).out).toMatch(/next: foreshock forecast tiny --by stacking\n$/);
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
});
