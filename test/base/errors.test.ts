import { describe, expect, it } from "vitest";
import { EXIT, failedError, integrityError, numericError, show, usageError } from "../../src/base/errors.ts";

describe("errors", () => {
  it("read `where: requirement, got value`, with a hint and an exit status of their own", () => {
    const kinds = [failedError, usageError, integrityError, numericError].map((make) => {
      const error = make("fit", "three points are required", 2, "measure more sizes");
      expect(error.message).toBe("fit: three points are required, got 2");
      expect(error.hint).toBe("measure more sizes");
      return EXIT[error.kind];
    });
    expect(kinds).toEqual([1, 2, 3, 4]);
  });
});

describe("show", () => {
  it.each([
    ["text", '"text"'],
    [1.5, "1.5"],
    [Number.NaN, "NaN"],
    [null, "null"],
    [undefined, "undefined"],
    [{ a: [1] }, '{"a":[1]}'],
    [new Error("first\nsecond"), "first"],
    ["x".repeat(500), `"${"x".repeat(156)}...`],
  ])("makes one short line of a value", (value, line) => expect(show(value)).toBe(line));
});
