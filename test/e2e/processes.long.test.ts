/** Several processes on one project: two at once, and one that is killed. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { copyOf, edit, foreshock, json, type Place, read, start, tinyProject } from "../cli/foreshock.ts";

describe("processes", () => {
  it("two at once train each run once, and register the question once", async () => {
    const { remove, ...tiny } = await tinyProject();
    try {
      const registering = [start(tiny, "register", "tiny"), start(tiny, "register", "tiny")];
      const registered = await Promise.all(registering.map(({ ended }) => ended));
      expect(registered.map(({ code, err }) => ({ code, err }))).toEqual(new Array(2).fill({ code: 0, err: "" }));
      const running = [start(tiny, "run", "tiny"), start(tiny, "run", "tiny")];
      expect((await Promise.all(running.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0]);
      expect(readdirSync(path.join(tiny.dir, "models/runs"))).toHaveLength(3);
      expect((await foreshock(tiny, "forecast", "tiny", "--by", "token-line")).code).toBe(0);
      expect((await foreshock(tiny, "verify")).code).toBe(0);
      const kinds = read(tiny, "predictions/ledger.jsonl").match(/"kind":"question-open"/g);
      expect(kinds).toHaveLength(1);
    } finally {
      remove();
    }
  });

  it("killed (SIGKILL) in the middle of held-out runs, the same command goes on and the seal is the same", async () => {
    const { remove, ...tiny } = await tinyProject();
    try {
      edit(tiny, "models/families/tiny.yaml", "numSteps: 30", "numSteps: 4000");
      edit(tiny, "models/families/tiny.yaml", "[10, 30]", "[10, 200, 4000]");
      for (const args of [
        ["register", "tiny"],
        ["run", "tiny"],
        ["forecast", "tiny", "--by", "token-line"],
        ["close", "tiny", "--yes"],
      ])
        expect(await foreshock(tiny, ...args)).toMatchObject({ code: 0 });
      const calm = copyOf(tiny);
      expect((await foreshock(calm, "run", "tiny", "--question", "tiny")).code).toBe(0);
      const { child, ended } = start(tiny, "run", "tiny", "--question", "tiny");
      while (!findFile(tiny, /step-000200/, 4)) await new Promise((resolve) => setTimeout(resolve, 10));
      child.kill("SIGKILL");
      await ended;
      expect((await json(tiny, "status")).questions[0]).toMatchObject({
        stage: "running",
        heldOut: { sealed: 0, total: 1 },
      });
      expect((await foreshock(tiny, "verify")).code).toBe(0);
      expect((await foreshock(tiny, "run", "tiny", "--question", "tiny")).code).toBe(0);
      expect(sealedText(tiny)).toBe(sealedText(calm));
      expect((await foreshock(tiny, "score", "tiny")).code).toBe(0);
      expect((await foreshock(tiny, "verify")).code).toBe(0);
    } finally {
      remove();
    }
  });
});

/** Whether `count` files of models/runs match: three observed runs have each file already, the held-out one adds its own. */
function findFile({ dir }: Place, pattern: RegExp, count: number): boolean {
  return (
    readdirSync(path.join(dir, "models/runs"), { recursive: true, encoding: "utf8" }).filter((file) =>
      pattern.test(file),
    ).length >= count
  );
}

function sealedText({ dir }: Place): string {
  const folder = path.join(dir, "predictions/tiny/sealed");
  return readdirSync(folder)
    .map((file) => readFileSync(path.join(folder, file), "utf8"))
    .join("");
}
