/** The verbs that README calls safe in a stranger's project execute no task, whatever its files say. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { foreshock, type Place } from "../cli/foreshock.ts";
import { oldProject } from "../made/oldProject.ts";

/** A finished project whose task leaves a mark when it is executed, and dies. */
function hostile(): Place & { marker: string } {
  const place = oldProject();
  const marker = path.join(place.root, "executed");
  const text = `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(marker)}, "");\nthrow new Error("boom");\n`;
  writeFileSync(path.join(place.dir, "tasks/operator-chain.ts"), text);
  mkdirSync(path.join(place.dir, "results"));
  return { ...place, marker };
}

it.each([
  [["status"], 0],
  [["verify"], 0],
  [["score", "tiny-chain"], 0],
  [["report", "tiny-chain"], 0],
  [["compare", "tiny-chain", "--explain"], 0],
  [["export", "hub"], 0],
  [["import", "lm-eval", "results", "--as", "tiny-chain", "--question", "tiny-chain"], 2],
  [["forecast", "--list"], 0],
])("%s", async (args, code) => {
  const { marker, ...place } = hostile();
  expect((await foreshock(place, ...args)).code).toBe(code);
  expect(existsSync(marker)).toBe(false);
});

it("a question of another kind than was registered is not followed to a task", async () => {
  const { marker, ...place } = hostile();
  writeFileSync(path.join(place.dir, "predictions/tiny-chain/question.yaml"), "import: tiny-chain\n");
  expect((await foreshock(place, "status")).code).toBe(0);
  expect((await foreshock(place, "import", "lm-eval", "results", "--as", "x", "--question", "tiny-chain")).code).toBe(
    2,
  );
  expect(existsSync(marker)).toBe(false);
});

it("the task does leave its mark where it is executed", async () => {
  const { marker, ...place } = hostile();
  expect((await foreshock(place, "run", "tiny-chain")).code).not.toBe(0);
  expect(existsSync(marker)).toBe(true);
});
