/** What the metrics say of themselves is part of what is hashed and shown: frozen, and renewed (`npx vitest run -u`) with a reason. */
import { expect, it } from "vitest";
import { METRICS, metricOf } from "../src/metrics.ts";
import { goldenText } from "./frozen/asks.ts";

/** JSON without infinities, which it does not have. */
const told = Object.fromEntries(
  Object.entries(METRICS).map(([name, { range, ...rest }]) => [name, { ...rest, range: range.map(String) }]),
);

it("unit, range, direction and definition of every metric", async () => {
  await expect(goldenText(told)).toMatchFileSnapshot("frozen/metrics.json");
});

it("a part of a model has its metric's meaning, and an unknown name has none", () => {
  expect(metricOf("prefixMatching.L1H3")).toBe(METRICS.prefixMatching);
  expect(metricOf("nll")).toBe(METRICS.nll);
  expect(metricOf("toString")).toBeUndefined();
});
