/**
 * bayes-mix where nothing breaks (40 curves, fixed key): its intervals hold, and the possibility of a break costs little, though these worlds
 * are quicker than the measured ones.
 */
import { expect, it } from "vitest";
import { fold, rootKey } from "../../../src/base/random.ts";
import { ladderOf, talliesOf } from "./worlds.ts";

it("covers, beats persistence by far and is hardly worse than without its break", () => {
  const key = fold(rootKey("bayes-mix worlds"), "smooth");
  const { mix, smooth, persistence } = talliesOf(key, 40, (k) => ladderOf("smooth", k, ["exactMatch"]));
  expect(mix.coverage).toBeGreaterThanOrEqual(0.85);
  expect(mix.crps).toBeLessThan(0.3 * persistence.crps);
  expect(mix.crps).toBeLessThan(1.25 * smooth.crps);
});
