/** What counts as the floor: few successes where guessing never succeeds, chance and its noise where it does. */
import { expect, it } from "vitest";
import { fromFloor } from "../../src/forecast/floor.ts";
import type { RungValues } from "../../src/forecast/rungs.ts";

const rung = (mean: number, numExamples = 400): RungValues => ({
  name: `r${mean}`,
  nParams: 1,
  tokens: 1,
  x: 0,
  mean,
  seeds: [mean],
  numExamples,
});
const choice = { kind: { kind: "share", chance: 0.25 } } as const;
const whole = { kind: { kind: "greedy", k: 4, length: 4 } } as const;

type Of = Parameters<typeof fromFloor>[0];
const left = (of: Of, values: number[]) =>
  fromFloor(
    of,
    values.map((mean) => rung(mean)),
  ).map(({ mean }) => mean);

it("is five successes, or two standard errors above chance, and nothing for other metrics", () => {
  expect(left(whole, [0.3, 0.0124, 0.2])).toEqual([0.0124, 0.2]);
  expect(left(whole, [0.3, 0.0126, 0.2])).toEqual([0.3, 0.0126, 0.2]);
  const edge = 0.25 + 2 * Math.sqrt((0.25 * 0.75) / 400);
  expect(left(choice, [0.3, edge - 1e-6, 0.5])).toHaveLength(2);
  expect(left(choice, [0.3, edge + 1e-6, 0.5])).toHaveLength(3);
  expect(left({ kind: { kind: "loss", sign: 1 } }, [2, 0, 1])).toHaveLength(3);
});

it("is left with the last rung that stands on it", () => {
  expect(left(whole, [0, 0.2, 0.001, 0.3, 0.4])).toEqual([0.001, 0.3, 0.4]);
  expect(left(whole, [0.1, 0.2])).toEqual([0.1, 0.2]);
  expect(left(whole, [0, 0.001])).toEqual([0.001]);
});
