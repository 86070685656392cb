/** The script of the README: everything a verb does, done by a program, with models that really train. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { emptyPlace, json } from "../cli/foreshock.ts";
import { root } from "../root.ts";

const script = path.join(import.meta.dirname, "question.mjs");

it("registers, trains, forecasts, closes, scores, verifies and reports a question without the command line", async () => {
  const place = emptyPlace();
  const dir = path.join(place.root, "study");
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, dir], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^bayes-mix \d\.\d{3} -?\d+\.\d{2}$/m);
    expect(stdout).toMatch(/^persistence \d\.\d{3} 0\.00$/m);
    expect(stdout.trim().split("\n").at(-1)).toBe(`verified ${dir}/reports/chain-quick/index.html`);
    expect(existsSync(path.join(dir, "reports/chain-quick/emergence.svg"))).toBe(true);
    const standing = await json({ ...place, dir, home: `${dir}-keys` }, "status");
    expect(standing).toMatchObject({ verified: { kind: "verified" }, questions: [{ stage: "scored", problem: null }] });
  } finally {
    place.remove();
  }
});

it("is what the README shows", () => {
  const text = readFileSync(script, "utf8");
  expect(readFileSync(path.join(root, "README.md"), "utf8")).toContain(`\`\`\`js\n${text}\`\`\`\n`);
});
