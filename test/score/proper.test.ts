/**
 * Truth never loses: for beliefs on finitely many outcomes expectations are exact sums, so no report may beat the belief by more than
 * rounding, under every rule that ranks, alone and through `score` itself.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crpsOfDistribution } from "../../src/math/crpsDistribution.ts";
import { cdf, type Distribution, fromQuantiles } from "../../src/math/distribution.ts";
import { isBeyond } from "../../src/question/grid.ts";
import type { Forecast, Outcome, Score } from "../../src/records.ts";
import { brier, rps } from "../../src/score/categorical.ts";
import { weightedRps } from "../../src/score/jump.ts";
import { logScore } from "../../src/score/logScore.ts";
import { wis } from "../../src/score/parametric/quantileRules.ts";
import { score } from "../../src/score/score.ts";
import { forecastOf, ID, question } from "./question.ts";

const RUNS = { seed: 42, numRuns: 300 };
const simplex = (n: number) =>
  fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: n, maxLength: n }).map((v) => {
    const total = v.reduce((a, b) => a + b, 0);
    return v.map((x) => x / total);
  });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const real = fc.double({ min: -3, max: 3, noNaN: true });
const expectation = (belief: readonly number[], loss: (k: number) => number) =>
  belief.reduce((total, mass, k) => total + mass * loss(k), 0);

/** The step CDF of masses on values in any order, equal values allowed. */
function beliefOn(values: readonly number[], masses: readonly number[]): Distribution {
  const order = values.map((_, i) => i).sort((i, j) => values[i]! - values[j]!);
  const [x, p]: number[][] = [[], []];
  let total = 0;
  for (const [rank, i] of order.entries()) {
    x!.push(values[i]!, values[i]!);
    p!.push(total, rank === order.length - 1 ? 1 : Math.min(1, total + masses[i]!));
    total = p!.at(-1)!;
  }
  return { x: x!, p: p! };
}

/** Any piecewise-linear CDF, vertical jumps included. */
const report = fc
  .array(fc.tuple(fc.integer({ min: -12, max: 12 }), share), { minLength: 2, maxLength: 7 })
  .map((knots): Distribution => {
    const p = knots.map(([, level]) => level).sort((a, b) => a - b);
    return { x: knots.map(([at]) => at / 4).sort((a, b) => a - b), p: [...p.slice(0, -1), 1] };
  });

/** int (F - G)^2 dx of two piecewise-linear CDFs, exact: between all knots both are linear. */
function distance(f: Distribution, g: Distribution): number {
  const knots = [...new Set([...f.x, ...g.x])].sort((a, b) => a - b);
  return knots.slice(1).reduce((total, high, i) => {
    const low = knots[i]!;
    const at = (t: number) => cdf(f, low + t * (high - low)) - cdf(g, low + t * (high - low));
    const [a, b] = [(at(0.25) * 3 - at(0.75)) / 2, (at(0.75) * 3 - at(0.25)) / 2];
    return total + ((high - low) * (a * a + a * b + b * b)) / 3;
  }, 0);
}

describe("CRPS of piecewise-linear distributions", () => {
  it("a report loses exactly int (F - belief)^2 more than the belief: 0 for the truth, above 0 for all else", () => {
    fc.assert(
      fc.property(fc.array(real, { minLength: 4, maxLength: 4 }), simplex(4), report, (values, masses, reported) => {
        const belief = beliefOn(values, masses);
        const mean = (d: Distribution) => expectation(masses, (k) => crpsOfDistribution(d, values[k]!));
        expect(mean(reported) - mean(belief)).toBeCloseTo(distance(reported, belief), 10);
      }),
      RUNS,
    );
  });
});

describe("masses and probabilities", () => {
  it.each<[string, (masses: number[], k: number) => number]>([
    ["RPS", rps],
    ["weighted RPS, last weight small", (masses, k) => weightedRps(masses, k, [1, 1, 0.4, 1e-3])],
    ["log score", logScore],
  ])("%s", (_, rule) => {
    fc.assert(
      fc.property(simplex(5), simplex(5), (belief, reported) => {
        const honest = expectation(belief, (k) => rule(belief, k));
        const other = expectation(belief, (k) => rule(reported, k));
        expect(honest).toBeLessThanOrEqual(other + 1e-12);
        const apart = Math.max(...belief.map((mass, k) => Math.abs(mass - reported[k]!)));
        if (apart > 0.1) expect(honest).toBeLessThan(other);
      }),
      RUNS,
    );
  });

  it("Brier: a report loses (p - belief)^2 more", () => {
    fc.assert(
      fc.property(share, share, (belief, reported) => {
        const mean = (p: number) => belief * brier(p, true) + (1 - belief) * brier(p, false);
        expect(mean(reported) - mean(belief)).toBeCloseTo((reported - belief) ** 2, 12);
      }),
      RUNS,
    );
  });
});

describe("WIS", () => {
  const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
  it("the belief's own quantiles never lose, with and without a median", () => {
    const values = fc.array(real, { minLength: 6, maxLength: 6 });
    const reported = fc.array(real, { minLength: 5, maxLength: 5 }).map((q) => q.sort((a, b) => a - b));
    fc.assert(
      fc.property(values, simplex(6), reported, fc.boolean(), (outcomes, masses, other, hasMedian) => {
        const belief = beliefOn(outcomes, masses);
        const own = levels.map((level) => belief.x[belief.p.findIndex((p) => p >= level)]!);
        const kept = (q: readonly number[]) => q.filter((_, i) => hasMedian || i !== 2);
        const mean = (q: readonly number[]) =>
          expectation(masses, (k) => wis({ levels: kept(levels), values: kept(q) }, outcomes[k]!).wis);
        expect(mean(own)).toBeLessThanOrEqual(mean(other) + 1e-12);
      }),
      RUNS,
    );
  });
});

describe("score, rule by rule", () => {
  const NUM_STATES = 4;
  const heldOut = question.rungs.filter((rung) => rung.heldOut);
  /** One way things may come out: three seeds per rung, a jump's bin and a sharpness. */
  const state = fc.record({
    seeds: fc.array(fc.array(share, { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 }),
    jumpBin: fc.integer({ min: 0, max: 4 }),
    sharpness: real,
  });
  type State = { seeds: number[][]; jumpBin: number; sharpness: number };

  const outcomeOf = ({ seeds, jumpBin, sharpness }: State): Outcome => ({
    question: ID,
    rungs: heldOut.map(({ name, nParams }, i) => ({
      rung: name,
      nParams,
      value: (seeds[i]![0]! + seeds[i]![1]! + seeds[i]![2]!) / 3,
      stderr: null,
      seeds: seeds[i]!.map((value, k) => ({ seed: String(k), value })),
    })),
    jumpBin,
    sharpness,
  });

  /** What an honest person registers who believes the states with these masses. */
  function honestForecast(states: readonly State[], masses: readonly number[]): Forecast {
    const outcomes = states.map(outcomeOf);
    const chance = (i: number) => (outcome: Outcome) =>
      outcome.rungs[i]!.seeds.filter(({ value }) => isBeyond(question, value)).length / 3;
    return {
      ...forecastOf(
        "honest",
        [0, 0, 0],
        [0, 1, 2, 3, 4].map((bin) =>
          states.reduce((total, { jumpBin }, s) => total + (jumpBin === bin ? masses[s]! : 0), 0),
        ),
      ),
      targets: heldOut.map(({ name, nParams }, i) => ({
        rung: name,
        nParams,
        distribution: beliefOn(
          outcomes.map(({ rungs }) => rungs[i]!.value),
          masses,
        ),
        success: expectation(masses, (s) => chance(i)(outcomes[s]!)),
      })),
      sharpness: beliefOn(
        states.map(({ sharpness }) => sharpness),
        masses,
      ),
    };
  }

  const floored = (masses: readonly number[]) => masses.map((mass) => 0.99 * mass + 0.01 / 5);
  const other = fc
    .record({
      targets: fc.array(fc.tuple(report, share), { minLength: 3, maxLength: 3 }),
      jump: simplex(5),
      sharpness: report,
    })
    .map(({ targets, jump, sharpness }): Forecast => {
      const base = forecastOf("other", [0, 0, 0], floored(jump));
      const own = base.targets.map((target, i) => ({
        ...target,
        distribution: targets[i]![0],
        success: targets[i]![1],
      }));
      return { ...base, targets: own, sharpness };
    });

  it("the honest forecast has the least expected loss in CRPS, success, jump and sharpness", () => {
    // the jump's belief is the floored one: with masses mixed with the uniform bin, what may be registered is what is believed
    const states = fc.array(state, { minLength: NUM_STATES, maxLength: NUM_STATES });
    fc.assert(
      fc.property(states, simplex(NUM_STATES), other, (some, masses, reported) => {
        const spread = [0, 1, 2, 3, 4].map((jumpBin) => ({ ...some[0]!, jumpBin }));
        const all = [...some, ...spread];
        const belief = [...masses.map((mass) => 0.99 * mass), ...Array<number>(5).fill(0.01 / 5)];
        const losses = all.map((one) =>
          score(
            question,
            [honestForecast(all, belief), reported].map((forecast) => ({ author: "1".repeat(64), forecast })),
            outcomeOf(one),
          ),
        );
        const rows = losses[0]!.filter(({ forecaster }) => forecaster === "honest");
        expect(new Set(rows.map(({ rule }) => rule)).size).toBe(5);
        for (const { rule, rung } of rows) {
          const mean = (name: string) =>
            expectation(
              belief,
              (s) =>
                losses[s]!.find((row: Score) => row.forecaster === name && row.rule === rule && row.rung === rung)!
                  .value,
            );
          expect(mean("honest"), `${rule} ${rung}`).toBeLessThanOrEqual(mean("other") + 1e-12);
        }
      }),
      { seed: 42, numRuns: 60 },
    );
  });

  it("would notice a rule that is not proper: the distance to the median rewards pointing", () => {
    const values = [0, 0.4, 1];
    const masses = [0.3, 0.3, 0.4];
    const belief = beliefOn(values, masses);
    const spreadLoss = (d: Distribution, y: number) =>
      Math.abs(y - d.x[d.p.findIndex((p) => p >= 0.5)]!) + (d.x.at(-1)! - d.x[0]!);
    const point = fromQuantiles([0.5], [0.4], { low: 0.4, high: 0.4 });
    const mean = (d: Distribution) => expectation(masses, (k) => spreadLoss(d, values[k]!));
    expect(mean(point)).toBeLessThan(mean(belief));
  });
});
