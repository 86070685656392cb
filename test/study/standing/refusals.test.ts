/** Who was asked and could not answer is remembered until it answers. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { openStudy } from "../../../src/study/project.ts";
import { refusalsOf, rememberRefusals } from "../../../src/study/standing/refusals.ts";
import { scratch } from "../../source/fixture.ts";

const ID = "ab".repeat(32);
function study(home = scratch()) {
  const dir = scratch();
  for (const folder of ["models/families", "predictions"]) mkdirSync(path.join(dir, folder), { recursive: true });
  return openStudy(dir, { home: home === "inside" ? path.join(dir, "keys") : home, now: () => "" });
}

it("keeps the last reason of each, and none of who answered since", () => {
  const own = study();
  expect(refusalsOf(own, ID)).toEqual([]);
  const [a, b] = [
    { forecaster: "a", reason: "no rows" },
    { forecaster: "b", reason: "no law" },
  ];
  rememberRefusals(own, ID, [a, b], ["c"]);
  expect(refusalsOf(own, ID)).toEqual([a, b]);
  expect(refusalsOf(own, "cd".repeat(32))).toEqual([]);
  rememberRefusals(own, ID, [{ ...b, reason: "another" }], ["a"]);
  expect(refusalsOf(own, ID)).toEqual([{ ...b, reason: "another" }]);
  rememberRefusals(own, ID, [], ["b"]);
  expect(refusalsOf(own, ID)).toEqual([]);
});

it("keeps nothing in the project, and reads nothing that is damaged", () => {
  const inside = study("inside");
  rememberRefusals(inside, ID, [{ forecaster: "a", reason: "no rows" }], []);
  expect(refusalsOf(inside, ID)).toEqual([]);
  const own = study();
  mkdirSync(path.join(own.home, "refused"), { recursive: true });
  writeFileSync(path.join(own.home, "refused", `${ID}.json`), "[{");
  expect(refusalsOf(own, ID)).toEqual([]);
});
