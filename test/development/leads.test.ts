import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Curve } from "../../src/development/curve.ts";
import { PAST_PEAK } from "../../src/development/departure.ts";
import { compareLead, jumpStep, type Lead, leads, signTest } from "../../src/development/leads.ts";

const EVERY = 100;
const steps = Array.from({ length: 160 }, (_, i) => EVERY * i);
const curve = (f: (step: number) => number): Curve => ({
  steps,
  values: steps.map(f),
  stderr: steps.map(() => null),
});
/** Straight from `start` at step 0 to the peak, then straight so that `past` is the first checkpoint more than 5 % below it. */
const peaked = (start: number, peak: number, at: number, past: number) =>
  curve((step) =>
    step <= at ? start + ((peak - start) * step) / at : peak * (1 - (0.0501 * (step - at)) / (past - at)),
  );
const accuracy = (at: number) => curve((step) => (step >= at ? 0.5 : 0.02));
const curvesOf = (seed: string, jump: number, llc: Curve, loss: Curve) =>
  leads({
    seed,
    event: { curve: accuracy(jump), threshold: 0.5, better: "higher" },
    indicators: [
      { name: "llc", curve: llc, rule: PAST_PEAK },
      { name: "nll", curve: loss, rule: PAST_PEAK },
    ],
  });

describe("grokking's table: 5 % past the peak against test accuracy .5", () => {
  const table = [
    { jump: 7600, llc: [31.9, 2000, 4000], nll: [10.21, 2000, 3000], leads: [3600, 4600] },
    { jump: 9300, llc: [33.1, 2500, 5000], nll: [11.34, 2500, 3500], leads: [4300, 5800] },
    { jump: 13_600, llc: [34.6, 3000, 8500], nll: [13.65, 3000, 5500], leads: [5100, 8100] },
  ].map((seed, i) => {
    const [a, b] = [seed.llc, seed.nll] as [[number, number, number], [number, number, number]];
    return { expected: seed.leads, got: curvesOf(`${i}`, seed.jump, peaked(20, ...a), peaked(4, ...b)) };
  });

  it("comes out lead by lead", () => {
    for (const { expected, got } of table) expect(got.map(({ lead }) => lead)).toEqual(expected);
    expect(table[0]!.got[0]).toEqual({
      seed: "0",
      indicator: "llc",
      rule: PAST_PEAK,
      jump: 7600,
      step: 4000,
      status: "found",
      lead: 3600,
      fraction: 3600 / 7600,
    });
  });

  it("and says that the LLC does not lead the test loss, with the p that three seeds allow", () => {
    const of = (k: number) => table.map(({ got }) => got[k]!);
    expect(compareLead(of(0), of(1))).toEqual({
      a: "llc",
      b: "nll",
      pairs: [-1000, -1500, -3000].map((difference, i) => ({ seed: `${i}`, difference, first: "b" })),
      aFirst: 0,
      bFirst: 3,
      ties: 0,
      medianDifference: -1500,
      p: 0.25,
      floor: 0.25,
      left: [],
    });
  });
});

describe("leads", () => {
  it("are negative for an indicator that lags the jump, null without jump or departure", () => {
    const rising = curve((step) => step);
    const late = curvesOf("0", 3000, peaked(1, 5, 4000, 5000), rising);
    expect(late.map(({ lead, fraction, status }) => [lead, fraction, status])).toEqual([
      [-2000, -2 / 3, "found"],
      [null, null, "never"],
    ]);
    const none = curvesOf("0", 1e9, peaked(1, 5, 4000, 5000), rising);
    expect(none.map(({ jump, step, lead }) => [jump, step, lead])).toEqual([
      [null, 5000, null],
      [null, null, null],
    ]);
  });

  it("count from the crossing that lasts to the end, in either direction", () => {
    const values: Curve = { steps: [0, 5, 9, 12], values: [0.6, 0.4, 0.5, 0.9], stderr: [null, null, null, null] };
    expect(jumpStep({ curve: values, threshold: 0.5, better: "higher" })).toBe(9);
    expect(jumpStep({ curve: values, threshold: 0.5, better: "lower" })).toBeNull();
    expect(jumpStep({ curve: values, threshold: 1, better: "lower" })).toBe(0);
  });
});

describe("compareLead", () => {
  const lead = (seed: string, step: number | null, change: Partial<Lead> = {}): Lead => ({
    seed,
    indicator: "x",
    rule: PAST_PEAK,
    jump: 100,
    step,
    status: step === null ? "never" : "found",
    lead: step === null ? null : 100 - step,
    fraction: step === null ? null : 1 - step / 100,
    ...change,
  });

  it("counts who never moved as later, leaves out what cannot be compared", () => {
    const a = [lead("0", 10), lead("1", 20), lead("2", 5), lead("3", null), lead("4", 1, { jump: null })];
    const b = [lead("0", 30), lead("1", null), lead("2", 5), lead("3", null), lead("4", 2, { jump: null })];
    const got = compareLead([...a, lead("5", 3)], [...b, lead("5", null, { status: "unmeasured" })]);
    expect(got).toMatchObject({ aFirst: 2, bFirst: 0, ties: 1, medianDifference: 10, p: 0.5, floor: 0.5 });
    expect(got.pairs[1]).toEqual({ seed: "1", difference: null, first: "a" });
    expect(got.left).toEqual(["3", "4", "5"]);
  });

  it("is the mirror of itself", () => {
    const step = fc.option(fc.integer({ min: 0, max: 9 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(step, step), { minLength: 1 }), (both) => {
        const [a, b] = [0, 1].map((k) => both.map((pair, i) => lead(`${i}`, pair[k]!)));
        const [one, other] = [compareLead(a!, b!), compareLead(b!, a!)];
        expect([one.aFirst, one.ties, one.p]).toEqual([other.bFirst, other.ties, other.p]);
        expect(one.pairs.length + one.left.length).toBe(both.length);
      }),
      { seed: 42 },
    );
  });

  it("refuses mixed indicators, a seed twice and nothing", () => {
    const one = [lead("0", 1)];
    expect(() => compareLead([], one)).toThrow(/one indicator, each seed once/);
    expect(() => compareLead([...one, lead("0", 2)], one)).toThrow(/each seed once/);
    expect(() => compareLead([...one, lead("1", 2, { indicator: "y" })], one)).toThrow(/one indicator/);
  });

  it("has the exact sign test", () => {
    expect(signTest(0, 0)).toEqual({ p: null, floor: null });
    expect(signTest(5, 0)).toEqual({ p: 0.0625, floor: 0.0625 });
    expect(signTest(1, 7).p).toBeCloseTo(2 * (1 / 256 + 8 / 256), 12);
    expect(signTest(3, 3).p).toBe(1);
  });
});
