/** What `verify` says of a check that had nothing to look at: nothing failed, and nothing was shown. */
import { describe, expect, it } from "vitest";
import { readHead } from "../../src/ledger/head.ts";
import { verify } from "../../src/ledger/verify.ts";
import { play, rescore, STEPS, start } from "./fixture.ts";

const unmade = (dir: string, heads: string[] = []) => {
  const { checks, ok } = verify(dir, { rescore, heads });
  expect(ok).toBe(true);
  expect(checks.every((check) => check.ok)).toBe(true);
  return checks.filter(({ made }) => !made).map(({ id }) => id);
};

describe("verify", () => {
  it("makes every check of a finished question when it is given a head to compare", () => {
    const { dir } = play();
    expect(unmade(dir)).toEqual(["older-heads"]);
    expect(unmade(dir, [readHead(dir)!])).toEqual([]);
  });

  it("says of each step what there was nothing to check for", () => {
    const played = start();
    const later = ["seeds", "sealed", "outcome", "scores"];
    const left = STEPS.map(([name, step]) => {
      step(played);
      return [name, unmade(played.dir).join(" ")];
    });
    expect(left).toEqual([
      ["commit", ["older-heads", "seeds", "reveals", ...later.slice(1)].join(" ")],
      ["close", ["older-heads", "seeds", "reveals", ...later.slice(1)].join(" ")],
      ["reveal", ["older-heads", ...later].join(" ")],
      ["held-out", "older-heads outcome scores"],
      ["outcome", "older-heads"],
    ]);
  });

  it("takes a failed check as made", () => {
    const failed = verify(`${play().dir}/nothing`, {}).firstBad!;
    expect(failed).toMatchObject({ id: "lines", ok: false, made: true });
  });
});
