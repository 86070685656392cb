/** The value at a rung: means over the seeds of what is asked, and of nothing that stands beside it. */
import { expect, it } from "vitest";
import { seedMeans } from "../../src/forecast/rungs.ts";
import type { Measurement } from "../../src/records.ts";
import { question, row, rowsFor } from "../score/question.ts";

it("is the mean over seeds of the question's metric at its own place, at every rung that has rows", () => {
  const rows = rowsFor([0, 0.1, 0.2, 0.6, 0.7]).filter(({ nParams }) => nParams !== 10_000);
  const beside: Measurement[] = [
    row(1000, "5", 0.9, { task: "other" }),
    row(1000, "6", 0.9, { metric: "tokenAccuracy" }),
    row(1000, "7", 0.9, { position: 0 }),
    row(1000, "8", 0.9, { step: 50 }),
  ];
  const values = seedMeans(question, [...beside, ...rows].reverse());
  expect([...values.keys()]).toEqual(["d8", "d24", "d32", "d48"]);
  for (const [rung, value] of Object.entries({ d8: 0, d24: 0.2, d32: 0.6, d48: 0.7 }))
    expect(values.get(rung)).toBeCloseTo(value, 12);
});

it("takes values beyond 1e100 as that, so that no sum overflows", () => {
  expect(seedMeans(question, [row(1000, "0", 1e300)]).get("d8")).toBe(1e100);
});
