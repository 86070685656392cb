/** Variable projection: the truth from exact data, the posterior of a known case, and intervals that cover because they average. */
import { describe, expect, it } from "vitest";
import { fold, generator, type Key, rootKey } from "../../src/base/random.ts";
import { fromSamples, quantile } from "../../src/math/distribution.ts";
import { mean, standardDeviation } from "../../src/math/stats.ts";
import { bestOf, type Candidate, drawLaws, fitCandidates, type LawDraw } from "../../src/math/varpro.ts";

const key = rootKey("varpro");
const ALPHAS = Array.from({ length: 148 }, (_, i) => (i + 2) / 100);

/** E + A 10^(-alpha x): columns 1 and the power. */
function candidates(x: readonly number[]): Candidate<number>[] {
  return ALPHAS.map((exponents) => ({
    exponents,
    columns: [x.map(() => 1), x.map((value) => 10 ** (-exponents * value))],
    logPrior: 0,
  }));
}

describe("fitCandidates", () => {
  it.each([
    [0.34, 1.69, 4.06],
    [0.07, 0.5, 1],
    [1.2, 0.01, 30],
  ])("returns the truth on exact data with its exponent (%f) on the grid", (alpha, floor, amplitude) => {
    const x = [0, 0.4, 0.8, 1.2, 1.6];
    const y = x.map((value) => floor + amplitude * 10 ** (-alpha * value));
    const best = bestOf(fitCandidates({ y, sd: y }, candidates(x), { df: 0, sd: 1 }))!;
    expect(best.exponents).toBe(alpha);
    expect(best.mean[0]).toBeCloseTo(floor, 8);
    expect(best.mean[1]).toBeCloseTo(amplitude, 8);
  });

  it("finds exponents of two inputs", () => {
    const places = [0, 0.5, 1].flatMap((n) => [0, 0.4, 0.8].map((d) => [n, d] as const));
    const y = places.map(([n, d]) => 1.8 + 2 * 10 ** (-0.35 * n) + 3 * 10 ** (-0.3 * d));
    const grid = Array.from({ length: 20 }, (_, i) => (i + 1) / 20);
    const pairs = grid.flatMap((a) => grid.map((b) => [a, b] as const));
    const found = bestOf(
      fitCandidates(
        { y, sd: y.map(() => 0.01) },
        pairs.map(([a, b]) => ({
          exponents: [a, b],
          columns: [y.map(() => 1), places.map(([n]) => 10 ** (-a * n)), places.map(([, d]) => 10 ** (-b * d))],
          logPrior: 0,
        })),
        { df: 0, sd: 1 },
      ),
    )!;
    expect(found.exponents).toEqual([0.35, 0.3]);
    expect(found.mean.map((value) => Math.round(value * 1e6) / 1e6)).toEqual([1.8, 2, 3]);
  });

  it("weights by the stated errors, leaves dependent columns out, and needs a degree of freedom", () => {
    const one = (sd: number[]) =>
      fitCandidates({ y: [1, 3], sd }, [{ exponents: 0, columns: [[1, 1]], logPrior: 0 }], { df: 1, sd: 1 });
    expect(one([1, 1])[0]!.mean[0]).toBeCloseTo(2, 12);
    expect(one([1, 1e-3])[0]!.mean[0]).toBeCloseTo(3, 5);
    const twice = {
      exponents: 0,
      columns: [
        [1, 2],
        [2, 4],
      ],
      logPrior: 0,
    };
    expect(fitCandidates({ y: [1, 3], sd: [1, 1] }, [twice], { df: 3, sd: 1 })).toEqual([]);
    const full = {
      exponents: 0,
      columns: [
        [1, 2],
        [2, 1],
      ],
      logPrior: 0,
    };
    expect(fitCandidates({ y: [1, 3], sd: [1, 1] }, [full], { df: 0, sd: 1 })).toEqual([]);
  });
});

describe("drawLaws", () => {
  it("draws the Student t posterior of a mean", () => {
    const y = [4.1, 3.8, 4.4, 3.9, 4.3, 4.05];
    const components = fitCandidates(
      { y, sd: y.map(() => 1) },
      [{ exponents: 0, columns: [y.map(() => 1)], logPrior: 0 }],
      { df: 0, sd: 1 },
    );
    const draws = drawLaws(components, 20_000, generator(key)).map((draw) => draw.coefficients[0]!);
    const error = standardDeviation(y) / Math.sqrt(6);
    expect(mean(draws)).toBeCloseTo(mean(y), 2);
    expect(quantile(fromSamples(draws), 0.95)).toBeCloseTo(mean(y) + 2.015 * error, 1.7);
  });

  it("weighs two models by their evidence: the flat constant against the known one", () => {
    const y = [0.3, -0.2];
    const [known, free] = fitCandidates(
      { y, sd: [1, 1] },
      [
        { exponents: "0", columns: [], logPrior: 0 },
        { exponents: "c", columns: [[1, 1]], logPrior: 0 },
      ],
      { df: 1e6, sd: 1 },
    );
    // int exp(-sum (y - c)^2 / 2) dc / exp(-sum y^2 / 2) = sqrt(2 pi / 2) exp(n mean^2 / 2)
    expect(free!.logEvidence - known!.logEvidence).toBeCloseTo(0.5 * Math.log(Math.PI) + 0.05 ** 2, 4);
  });

  it("admits no negative coefficient, and gives up where there is none to admit", () => {
    const rising = fitCandidates({ y: [1, 2, 3, 4], sd: [0.01, 0.01, 0.01, 0.01] }, candidates([0, 1, 2, 3]), {
      df: 0,
      sd: 1,
    });
    expect(drawLaws(rising, 500, generator(key)).every((draw) => draw.coefficients.every((c) => c >= 0))).toBe(true);
    expect(drawLaws([], 500, generator(key))).toEqual([]);
  });
});

/** 90 % coverage at three sizes beyond the range, noise .01, by `choose`ing among the components. */
function coverage(
  n: number,
  choose: (components: ReturnType<typeof fitCandidates<number>>) => typeof components,
): number {
  const x = Array.from({ length: n }, (_, i) => (2 * i) / (n - 1));
  const covered: number[] = [];
  const at = (draw: LawDraw<number>, place: number) =>
    draw.coefficients[0]! + draw.coefficients[1]! * 10 ** (-draw.exponents * place);
  for (let i = 0; i < 80; i++) {
    const rng = generator(fold(key, n, i) as Key);
    const [floor, amplitude, alpha] = [0.2 + 1.8 * rng.uniform(), 0.5 + 2.5 * rng.uniform(), 0.1 + 0.6 * rng.uniform()];
    const law = (place: number) => floor + amplitude * 10 ** (-alpha * place);
    const y = x.map((place) => law(place) + 0.01 * rng.normal());
    const draws = drawLaws(
      choose(fitCandidates({ y, sd: y.map(() => 0.01) }, candidates(x), { df: 30, sd: 1 })),
      400,
      rng,
    );
    for (const place of [2.4, 2.8, 3.2]) {
      const predicted = fromSamples(draws.map((draw) => at(draw, place) + 0.01 * draw.scale * rng.normal()));
      const outcome = law(place) + 0.01 * rng.normal();
      covered.push(Number(quantile(predicted, 0.05) <= outcome && outcome <= quantile(predicted, 0.95)));
    }
  }
  return mean(covered);
}

it.each([4, 6])("the average over exponents covers from %i points, the best exponent alone does not", (n) => {
  const average = coverage(n, (components) => components);
  const single = coverage(n, (components) => [bestOf(components)!]);
  expect(average).toBeGreaterThanOrEqual(0.84);
  expect(single).toBeLessThan(average - 0.06);
});
