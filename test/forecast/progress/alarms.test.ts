import { describe, expect, it } from "vitest";
import { alarmOf, type Indicator } from "../../../src/forecast/progress/alarms.ts";

const turn: Indicator = { metric: "nll", kind: "turn" };
const growth: Indicator = { metric: "hiddenProgress", kind: "growth" };
const curve = (points: Record<number, number>) => ({
  steps: Object.keys(points).map(Number),
  values: Object.values(points),
  stderr: Object.values(points).map(() => null),
});

describe("alarmOf", () => {
  it("rings when a series that had risen is 5 % past its peak at two checkpoints in a row", () => {
    expect(alarmOf(turn, curve({ 100: 4, 200: 8, 300: 10, 400: 9.6, 500: 9.4, 600: 9 }))).toBe(500);
    expect(alarmOf(turn, curve({ 100: 4, 200: 10, 300: 9, 400: 9.9, 500: 10.5 }))).toBeNull();
  });

  it("takes a loss that only falls, that only rises or that ends at the first sign for no alarm", () => {
    expect(alarmOf(turn, curve({ 100: 4, 200: 3, 300: 2, 400: 1, 500: 0.5 }))).toBeNull();
    expect(alarmOf(turn, curve({ 100: 4, 200: 5, 300: 6 }))).toBeNull();
    expect(alarmOf(turn, curve({ 100: 4, 200: 6, 300: 5 }))).toBeNull();
    expect(alarmOf(turn, curve({}))).toBeNull();
  });

  it("tells weights that are driven from weights that drift, as fast as steps or slower", () => {
    const steps = [100, 200, 400, 800, 1600, 3200, 6400];
    const of = (f: (step: number) => number) => curve(Object.fromEntries(steps.map((step) => [step, f(step)])));
    expect(
      alarmOf(
        growth,
        of((step) => step),
      ),
    ).toBeNull();
    expect(alarmOf(growth, of(Math.sqrt))).toBeNull();
    expect(
      alarmOf(
        growth,
        of((step) => Math.exp(step / 800)),
      ),
    ).toBe(1600);
    expect(
      alarmOf(
        growth,
        of(() => 0),
      ),
    ).toBeNull();
  });
});
