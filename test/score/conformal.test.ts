/** Widened intervals cover at least as often as they say when questions are exchangeable, by counting and by simulation. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import { type Distribution, quantile } from "../../src/math/distribution.ts";
import { normalCdf } from "../../src/math/special.ts";
import { type ConformalLevel, conformalLevel } from "../../src/score/conformal.ts";

const finished = (pits: readonly number[]) => pits.map((pit, i) => ({ cluster: `task ${i}`, pit }));
const levelOf = (result: ConformalLevel) => {
  if (!result.ok) throw new Error(result.reason);
  return result.level;
};

describe("conformalLevel", () => {
  it("is the right order statistic: level, rank and n by hand", () => {
    const pits = [0.5, 0.55, 0.6, 0.35, 0.7, 0.25, 0.8, 0.15, 0.9];
    expect(conformalLevel(finished(pits), 0.1)).toEqual({
      ok: true,
      nominal: 0.9,
      level: 0.8,
      rank: 9,
      n: 9,
      numClusters: 9,
    });
    expect(levelOf(conformalLevel(finished(pits), 0.5))).toBeCloseTo(0.4, 12);
    const repeated = [...finished(pits), ...finished(pits)];
    expect(conformalLevel(repeated, 0.1)).toMatchObject({ n: 18, numClusters: 9, rank: 18 });
  });

  it("needs 9 finished questions for 90 %, 4 for 80 %, 19 for 95 %, and says so", () => {
    const spread = (n: number) => finished(Array.from({ length: n }, (_, i) => (i + 0.5) / n));
    for (const [alpha, least] of [
      [0.1, 9],
      [0.2, 4],
      [0.05, 19],
      [0.5, 1],
      [0.01, 99],
    ] as const) {
      expect(conformalLevel(spread(least), alpha).ok).toBe(true);
      const few = conformalLevel(spread(least - 1), alpha);
      expect(few).toEqual({ ok: false, reason: expect.stringContaining(`needs ${least} finished`) });
    }
    expect(conformalLevel([], 0.1)).toEqual({
      ok: false,
      reason: "90 % needs 9 finished questions of the same kind, there are 0",
    });
    expect(() => conformalLevel(spread(9), 0)).toThrow("alpha in (0, 1)");
  });

  it("refuses where too many values lay outside their whole forecast", () => {
    const outside = finished([...Array<number>(8).fill(0.5), 1]);
    expect(conformalLevel(outside, 0.1)).toEqual({ ok: false, reason: expect.stringContaining("outside their whole") });
    expect(conformalLevel(outside, 0.2)).toMatchObject({ ok: true, level: 0 });
  });

  it("covers at least 1 - alpha of every set when each member is left out in turn, which is exchangeability", () => {
    const pits = fc.array(fc.integer({ min: 1, max: 99 }), { minLength: 11, maxLength: 30 });
    fc.assert(
      fc.property(pits, fc.constantFrom(0.1, 0.2, 0.3, 0.5), (percents, alpha) => {
        const all = percents.map((percent) => percent / 100);
        const covered = all.filter((pit, i) => {
          const level = levelOf(conformalLevel(finished(all.toSpliced(i, 1)), alpha));
          return Math.abs(2 * pit - 1) <= level;
        });
        expect(covered.length).toBeGreaterThanOrEqual((1 - alpha) * all.length - 1e-9);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it.each([
    ["overconfident by a factor 3", 3, 0],
    ["underconfident by a factor 3", 1 / 3, 0],
    ["biased by one standard deviation", 1, 1],
  ])("mends a forecaster that is %s, reading intervals off its distributions", (name, spread, bias) => {
    const [repeats, n, alpha] = [600, 14, 0.1];
    let [covered, before] = [0, 0];
    for (let repeat = 0; repeat < repeats; repeat++) {
      const rng = generator(fold(rootKey("conformal"), name, repeat));
      const surprise = () => bias + spread * rng.normal();
      const result = conformalLevel(finished(Array.from({ length: n }, () => normalCdf(surprise()))), alpha);
      const [centre, scale, z] = [rng.normal(), Math.exp(rng.normal()), surprise()];
      const forecast = normal(centre, scale);
      const value = centre + scale * z;
      const within = (q: number) =>
        quantile(forecast, (1 - q) / 2) <= value && value <= quantile(forecast, (1 + q) / 2) ? 1 : 0;
      covered += result.ok ? within(result.level) : 1; // no level = an interval without ends
      before += within(0.9);
    }
    // expected share: 14/15 for continuous values; three standard errors of 600 draws are 0.03
    expect(covered / repeats).toBeGreaterThan(0.9);
    expect(Math.abs(covered / repeats - 14 / 15)).toBeLessThan(0.031);
    if (spread !== 1 / 3) expect(before / repeats).toBeLessThan(0.8);
  });
});

/** Normal(centre, scale) on fine knots out to 13 standard deviations. */
function normal(centre: number, scale: number): Distribution {
  const z = Array.from({ length: 2601 }, (_, i) => (i - 1300) / 100);
  return { x: z.map((at) => centre + scale * at), p: z.map((at, i) => (i === 2600 ? 1 : normalCdf(at))) };
}
