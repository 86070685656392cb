/** bayes-mix where the slope grows 5.7 to 11 times (40 curves, fixed key): no method covers; the mixture is best and least wrong. */
import { expect, it } from "vitest";
import { fold, rootKey } from "../../../src/base/random.ts";
import { ladderOf, talliesOf } from "./worlds.ts";

it("beats its own smooth part and persistence, and covers more than the smooth part", () => {
  const key = fold(rootKey("bayes-mix worlds"), "break");
  const { mix, smooth, persistence } = talliesOf(key, 40, (k) => ladderOf("break", k, ["exactMatch"]));
  expect(mix.crps).toBeLessThan(0.92 * smooth.crps);
  expect(mix.coverage).toBeGreaterThan(smooth.coverage + 0.1);
  expect(mix.crps).toBeLessThan(0.55 * persistence.crps);
});
