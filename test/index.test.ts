import path from "node:path";
import { describe, expect, it } from "vitest";
import * as foreshock from "../src/index.ts";
import { ENTRIES } from "./architecture/rules.ts";
import { root } from "./root.ts";

/** That every value a verb uses is offered, and documented, is a house rule: test/architecture.test.ts. */
describe("the public API", () => {
  it.each(ENTRIES)("loads %s, and nothing in it is undefined", async (entry) => {
    const offered = Object.entries(await import(path.join(root, entry)));
    expect(offered.length).toBeGreaterThan(3);
    expect(offered.filter(([, value]) => value === undefined)).toEqual([]);
  });

  it("lists its forecasters and keeps its schemas strict", () => {
    expect(foreshock.FORECASTERS).toContain(foreshock.tokenLine);
    expect(foreshock.Question.safeParse({}).success).toBe(false);
  });
});
