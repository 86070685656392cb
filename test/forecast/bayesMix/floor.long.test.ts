/** bayes-mix while accuracy is near 0 (fixed key): intervals hold, and the token likelihood knows more than accuracy does. */
import { expect, it } from "vitest";
import { fold, rootKey } from "../../../src/base/random.ts";
import { ladderOf, talliesOf } from "./worlds.ts";

it("covers, beats persistence by far, and nearly halves its error where token likelihoods were measured", () => {
  const key = fold(rootKey("bayes-mix worlds"), "floor");
  const accuracy = talliesOf(key, 40, (k) => ladderOf("floor", k, ["exactMatch"]));
  expect(accuracy.mix.coverage).toBeGreaterThanOrEqual(0.85);
  expect(accuracy.mix.crps).toBeLessThan(0.4 * accuracy.persistence.crps);
  const tokens = talliesOf(key, 10, (k) => ladderOf("floor", k));
  expect(tokens.mix.coverage).toBeGreaterThanOrEqual(0.85);
  expect(tokens.mix.crps).toBeLessThan(0.75 * accuracy.mix.crps);
});
