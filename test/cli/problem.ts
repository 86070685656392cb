/** How every problem has to look. */
import { expect } from "vitest";
import type { Answer } from "./foreshock.ts";

/** Expects one line that says what is wrong, one that says what to type, the exit status, no stack, and nothing on stdout. */
export function expectProblem({ code, out, err }: Answer, status: number, message: RegExp, hint: RegExp): void {
  expect({ code, err }).toEqual({ code: status, err: expect.stringMatching(/^foreshock: [^\n]+\n {2}try: [^\n]+\n$/) });
  expect(err.split("\n")[0]).toMatch(message);
  expect(err.split("\n")[1]).toMatch(hint);
  expect(out).toBe("");
}
