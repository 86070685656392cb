/** Every verb reads and checks the ledger once: each signature is checked one time, however many lines the verb adds. */
import { rmSync } from "node:fs";
import path from "node:path";
import { beforeEach, expect, it, vi } from "vitest";

const checked = vi.hoisted(() => ({ times: 0 }));
vi.mock("../../src/ledger/entry.ts", async (original) => {
  const entry = await original<typeof import("../../src/ledger/entry.ts")>();
  return {
    ...entry,
    requireSignatures: (...given: Parameters<typeof entry.requireSignatures>) => {
      checked.times++;
      return entry.requireSignatures(...given);
    },
  };
});

const { must } = await import("../cli/foreshock.ts");
const { importing, tableProject } = await import("../cli/imported.ts");
const made = await tableProject();
beforeEach(() => () => rmSync(path.join(made.dir, "hub"), { recursive: true, force: true }));

it.each([
  [["register", "toy"], 0],
  [["register", "toy"], 1],
  [["status"], 1],
  [["forecast", "toy", "--by", "persistence", "--by", "logit-accuracy-line"], 1],
  [["close", "toy", "--yes"], 1],
  [importing("toy", "--question", "toy"), 1],
  [["score", "toy"], 1],
  [["score", "toy"], 1],
  [["compare", "toy", "--explain"], 1],
  [["report", "toy"], 1],
  [["verify"], 1],
  [["export", "hub"], 1],
])("%s", async (args, times) => {
  checked.times = 0;
  await must(made, ...args);
  expect(checked.times).toBe(times);
});
