/** The factor of intervals: right where errors are known, refused where nothing can be learned. */
import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../src/base/random.ts";
import { persistence } from "../../src/forecast/plain/persistence.ts";
import { type Finished, spreadFactor, withSpread } from "../../src/forecast/poolSpread.ts";
import { normalQuantile } from "../../src/math/special.ts";
import type { Forecast } from "../../src/records.ts";
import { evidenceOf, questionOf, resultOf } from "./world.ts";

const question = questionOf([1e4, 1e5, 1e6], 1);
const evidence = evidenceOf(question, { exactMatch: [[0.4], [0.5]] });
const levels = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);

const result = resultOf(persistence, question, evidence, rootKey("spread"));

/** A forecast that says N(.5, sd). */
function normalForecast(sd: number): Forecast {
  if (!result.ok) throw new Error(result.reason);
  const x = levels.map((level) => 0.5 + sd * normalQuantile(level));
  const distribution = { x: [x[0]!, ...x, x.at(-1)!], p: [0, ...levels, 1] };
  return { ...result.forecast, targets: result.forecast.targets.map((target) => ({ ...target, distribution })) };
}

function finished(sd: number, value: number): Finished {
  return { forecast: normalForecast(sd), values: new Map([["r2", value]]) };
}

describe("spreadFactor", () => {
  it("finds that forecasts are twice as wide as their errors", () => {
    const rng = generator(rootKey("errors"));
    const all = Array.from({ length: 600 }, () => finished(0.08, 0.5 + 0.04 * rng.normal()));
    const spread = spreadFactor(all);
    expect(spread).toMatchObject({ ok: true, n: 600 });
    expect(spread.ok && spread.factor).toBeGreaterThan(0.45);
    expect(spread.ok && spread.factor).toBeLessThan(0.56);
  });

  it("takes the 10th of 10 ratios at 90 %, and does without outcomes that are not known", () => {
    const all = Array.from({ length: 10 }, (_, i) => finished(0.1, 0.5 + 0.01 * i));
    const spread = spreadFactor([...all, { ...all[0]!, values: new Map() }]);
    expect(spread.ok && spread.factor).toBeCloseTo(0.09 / (0.1 * normalQuantile(0.95)), 9);
  });

  it("has reasons for too few targets and for intervals without width", () => {
    expect(spreadFactor([])).toMatchObject({ ok: false });
    expect(spreadFactor(Array.from({ length: 8 }, () => finished(0.1, 0.5)))).toMatchObject({ ok: false });
    expect(spreadFactor(Array.from({ length: 20 }, () => finished(0, 0.7)))).toMatchObject({ ok: false });
  });
});

describe("withSpread", () => {
  it("stretches every target on the metric's range and says by how much", () => {
    const wide = withSpread(question, normalForecast(0.3), "wide", 3);
    expect(wide).toMatchObject({ forecaster: "wide", parameters: { spreadFactor: 3 } });
    const { x } = wide.targets[0]!.distribution;
    expect([x[0], x.at(-1)]).toEqual([0, 1]);
  });
});
