/** Patterns of names, as shells match them. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob } from "../../src/base/glob.ts";

describe("matchesGlob", () => {
  it.each<[string, string, boolean]>([
    ["rpj-*", "rpj-d-96_l-8_h-4-1.0", true],
    ["rpj-*", "c4-rpj-1", false],
    ["*-1.0", "rpj-1.0", true],
    ["*-1.0", "rpj-1x0", false],
    ["m?", "m1", true],
    ["m?", "m10", false],
    ["pythia-*/0-shot", "pythia-1.4b/0-shot", true],
    ["a[b](c){d}|^$\\+", "a[b](c){d}|^$\\+", true],
  ])("%s, %s: %s", (pattern, name, expected) => expect(matchesGlob(pattern, name)).toBe(expected));

  it("takes every name for itself, and * for every name", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, other) => {
        const plain = name.replaceAll(/[*?]/g, "");
        expect(matchesGlob(plain, plain)).toBe(true);
        expect(matchesGlob(plain, other)).toBe(plain === other);
        expect(matchesGlob("*", name)).toBe(true);
      }),
      { seed: 7 },
    );
  });
});
