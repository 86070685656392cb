/** Jobs in child processes: every answer comes, errors keep their words, and a child that dies is one line. */
import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { askChildren } from "../../src/base/children.ts";
import { root } from "../root.ts";

type Job = { n: number };

/** A child's script that squares; 3 is refused, 4 is a defect, 5 ends the child. */
function script(): string {
  const file = path.join(inject("scratch"), `square-${process.pid}.mjs`);
  const from = (name: string) => JSON.stringify(path.join(root, "dist/base", name));
  writeFileSync(
    file,
    `import { answerJobs } from ${from("childProgram.js")};
import { usageError } from ${from("errors.js")};
answerJobs(({ n }) => {
  if (n === 3) throw usageError("square", "no 3 is required", n, "give 2");
  if (n === 4) throw new TypeError("four\\nsecond line");
  if (n === 5) process.exit(7);
  return n * n;
});
`,
  );
  return file;
}

async function squares(numbers: number[], numProcesses: number): Promise<[Map<number, number>, number[]]> {
  const answers = new Map<number, number>();
  const begun: number[] = [];
  await askChildren<Job, number>(
    script(),
    numbers.map((n) => ({ n })),
    numProcesses,
    { begun: ({ n }) => void begun.push(n), done: ({ n }, answer) => void answers.set(n, answer) },
  );
  return [answers, begun];
}

describe("children", () => {
  it.each([1, 2, 8])("answers every job with %i children at most", async (numProcesses) => {
    const [answers, begun] = await squares([1, 2, 6, 7], numProcesses);
    expect([...answers].sort(([a], [b]) => a - b)).toEqual([1, 2, 6, 7].map((n) => [n, n * n]));
    expect(begun.toSorted()).toEqual([1, 2, 6, 7]);
  });

  it("starts no child where there is nothing to do", async () => {
    expect((await squares([], 2))[0].size).toBe(0);
  });

  it("hands on the error that a person can mend, its kind and its hint", async () => {
    await expect(squares([1, 3], 1)).rejects.toMatchObject({
      kind: "usage",
      message: "square: no 3 is required, got 3",
      hint: "give 2",
    });
  });

  it("makes one line of a defect and of a child that ends", async () => {
    await expect(squares([4], 1)).rejects.toMatchObject({ kind: "failed", message: "four" });
    await expect(squares([5], 1)).rejects.toThrow('askChildren: a child process has to answer, got "exit code 7"');
  });
});
