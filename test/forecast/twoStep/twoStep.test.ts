import { describe, expect, it } from "vitest";
import { generator, rootKey } from "../../../src/base/random.ts";
import { evidenceFor } from "../../../src/forecast/evidence.ts";
import { persistence } from "../../../src/forecast/plain/persistence.ts";
import { lossAt } from "../../../src/forecast/twoStep/lossLaw.ts";
import { accuracyAt } from "../../../src/forecast/twoStep/sigmoidLink.ts";
import { twoStep } from "../../../src/forecast/twoStep/twoStep.ts";
import { quantile } from "../../../src/math/distribution.ts";
import type { Evidence, Forecast, Measurement, Question } from "../../../src/records.ts";
import { crps, evidenceOf, questionOf, resultOf, row } from "../world.ts";

const LINK = { a: -0.95, k: 3, L0: 1.2, b: 1, rss: 0 };
const LAW = { parameters: [Math.log(60), 0.35, 0.2], objective: 0 };
const lossOf = (nParams: number) => lossAt(LAW, [Math.log(nParams)]);
const accuracyOf = (nParams: number) => accuracyAt(LINK, lossOf(nParams));
const sizes = [1e4, 2e4, 4e4, 8e4, 1.6e5, 3.2e5, 6.4e5];
const question = questionOf(sizes, 2);

/** Runs of three seeds on the law and the link, with noise on both, and six checkpoints each that descend to them. */
function worldRows(of: Question, key: string, noise = 0.02): Measurement[] {
  const rng = generator(rootKey(key));
  return of.rungs
    .filter((rung) => !rung.heldOut)
    .flatMap(({ nParams, step }) =>
      ["0", "1", "2"].flatMap((seed) => {
        const final = lossOf(nParams) * Math.exp(noise * rng.normal());
        return [6, 5, 4, 3, 2, 1].flatMap((before) => {
          const loss = final * before ** 0.3;
          const accuracy = Math.min(1, Math.max(0, accuracyAt(LINK, loss) + 0.005 * rng.normal()));
          const at = (metric: string, value: number) => ({
            ...row(nParams, seed, metric, value),
            step: step - 50 * (before - 1),
          });
          return [at("nll", loss), at("exactMatch", accuracy)];
        });
      }),
    );
}

function forecast(of: Question, evidence: Evidence, forecaster = twoStep): Forecast {
  const result = resultOf(forecaster, of, evidence, rootKey("two-step"));
  if (!result.ok) throw new Error(result.reason);
  return result.forecast;
}

function reasonFor(of: Question, evidence: Evidence): string {
  const result = resultOf(twoStep, of, evidence, rootKey("two-step"));
  return result.ok ? "" : result.reason;
}

describe("two-step on a ladder of its own kind", () => {
  const evidence = evidenceFor(question, worldRows(question, "one"));

  it("finds the held-out accuracies, in the one input that varies", () => {
    const { targets, parameters } = forecast(question, evidence);
    expect(parameters).toMatchObject({ lossMetric: "nll", lawInputs: "nParams", numRuns: 15, numBacktests: 3 });
    for (const { nParams, distribution } of targets) {
      expect(Math.abs(quantile(distribution, 0.5) - accuracyOf(nParams))).toBeLessThan(0.05);
      expect(accuracyOf(nParams)).toBeGreaterThan(quantile(distribution, 0.02));
      expect(accuracyOf(nParams)).toBeLessThan(quantile(distribution, 0.98));
    }
  });

  it("has its point prediction as median", () => {
    const { targets, parameters } = forecast(question, evidence);
    targets.forEach(({ distribution }, k) => {
      expect(quantile(distribution, 0.5)).toBeCloseTo((parameters.prediction as number[])[k]!, 2);
    });
  });

  it("beats persistence and covers over twelve ladders", () => {
    let [own, base, covered] = [0, 0, 0];
    for (let i = 0; i < 12; i++) {
      const rows = evidenceFor(question, worldRows(question, `ladder ${i}`));
      const [a, b] = [forecast(question, rows), forecast(question, rows, persistence)];
      a.targets.forEach(({ nParams, distribution }, k) => {
        const truth = accuracyOf(nParams);
        own += crps(distribution, truth);
        base += crps(b.targets[k]!.distribution, truth);
        covered += Number(truth >= quantile(distribution, 0.05) && truth <= quantile(distribution, 0.95));
      });
    }
    expect(own).toBeLessThan(0.5 * base);
    expect(covered).toBeGreaterThanOrEqual(19);
  });

  it("is wider for a rung further away", () => {
    const [near, far] = forecast(question, evidence).targets.map(({ distribution }) => distribution);
    const width = (of: typeof near) => quantile(of!, 0.9) - quantile(of!, 0.1);
    const slope = (nParams: number) => accuracyOf(nParams) * (1 - accuracyOf(nParams));
    expect(width(far) / slope(sizes[6]!)).toBeGreaterThan(width(near) / slope(sizes[5]!));
  });
});

describe("two-step reads", () => {
  it("sizes and tokens when both vary over six places, else the question's axis", () => {
    const places = sizes.map((nParams, i) => ({ nParams, tokens: 1000 * 2 ** (i % 3) }));
    const of = (numHeldOut: number): Question => ({
      ...questionOf(sizes, numHeldOut),
      axis: "flops",
      rungs: questionOf(sizes, numHeldOut).rungs.map((rung, i) => ({ ...rung, tokens: places[i]!.tokens + 3000 * i })),
    });
    for (const [numHeldOut, inputs] of [
      [1, "nParams and tokens"],
      [2, "flops"],
    ] as const) {
      const rows = worldRows(of(numHeldOut), "axis");
      expect(forecast(of(numHeldOut), evidenceFor(of(numHeldOut), rows)).parameters.lawInputs).toBe(inputs);
    }
  });

  it("the first loss there is: bits per byte, nll, choice nll, minus the answer's log-probability", () => {
    const rows = worldRows(question, "one");
    const as = (metric: string, sign: number) =>
      rows.map((r) => (r.metric === "nll" ? { ...r, metric, value: sign * r.value } : r));
    for (const [metric, sign] of [
      ["bitsPerByte", 1],
      ["choiceNll", 1],
      ["answerLogProb", -1],
    ] as const) {
      const { parameters } = forecast(question, evidenceFor(question, as(metric, sign)));
      expect(parameters.lossMetric).toBe(metric);
    }
    const both = [...rows, ...as("bitsPerByte", 1).filter((r) => r.metric === "bitsPerByte")];
    expect(forecast(question, evidenceFor(question, both)).parameters.lossMetric).toBe("bitsPerByte");
  });

  it("the mean of a named run's last five checkpoints as its point", () => {
    const rungs = question.rungs.map((rung) => ({ ...rung, run: `run-${rung.nParams}-0` }));
    const rows = worldRows(question, "one", 0);
    const named = forecast({ ...question, rungs }, evidenceFor({ ...question, rungs }, rows));
    const whole = forecast(question, evidenceFor(question, rows));
    expect(named.parameters.numRuns).toBe(5);
    const [high, low] = [named, whole].map(({ parameters }) =>
      lossAt({ parameters: parameters.lawParameters as number[] }, [10]),
    );
    expect(high! / low!).toBeCloseTo(
      [5, 4, 3, 2, 1].reduce((total, before) => total + before ** 0.3 / 5, 0),
      2,
    );
  });
});

describe("two-step with runs that the evidence names beside the rungs", () => {
  const law = { parameters: [Math.log(60), Math.log(40), 0.35, 0.3, 0.2], objective: 0 };
  const truth = (nParams: number, tokens: number) =>
    accuracyAt(LINK, lossAt(law, [Math.log(nParams), Math.log(tokens)]));
  const few = questionOf([1e4, 2e4, 4e4, 8e4, 1.6e5], 2);
  const of: Question = {
    ...few,
    evidence: ["long-*"],
    rungs: few.rungs.map((rung) => ({ ...rung, tokens: 20 * rung.nParams, run: `ladder-${rung.nParams}` })),
  };
  const run = (name: string, nParams: number, tokens: number) => {
    const loss = lossAt(law, [Math.log(nParams), Math.log(tokens)]);
    const at = { tokens, run: `${name}-${nParams}` };
    return [
      { ...row(nParams, "0", "nll", loss), ...at },
      { ...row(nParams, "0", "exactMatch", accuracyAt(LINK, loss)), ...at },
    ];
  };
  const own = [1e4, 2e4, 4e4].flatMap((nParams) => run("ladder", nParams, 20 * nParams));
  const long = [5e3, 1e4, 2e4, 4e4].flatMap((nParams) =>
    [2, 8].flatMap((k) => run(`long-${k}`, nParams, 20 * k * nParams)),
  );
  const strange = [1e4, 2e4].flatMap((nParams) => run("other", nParams, 7 * nParams));

  it("fits sizes and tokens on all of them, where its own rungs are too few", () => {
    expect(reasonFor(of, evidenceFor(of, own))).toMatch(/4 observed rungs, or runs that the question's evidence names/);
    const { targets, parameters } = forecast(of, evidenceFor(of, [...own, ...long, ...strange]));
    expect(parameters).toMatchObject({ lawInputs: "nParams and tokens", numRuns: 11, numLinkPoints: 11 });
    targets.forEach(({ nParams, distribution }) => {
      expect(Math.abs(quantile(distribution, 0.5) - truth(nParams, 20 * nParams))).toBeLessThan(0.1);
    });
  });

  it("does not see runs of a held-out size, and none where nothing is named", () => {
    const later = run("long-2", 8e4, 40 * 8e4);
    const seen = (question: Question) => evidenceFor(question, [...own, ...long, ...later]);
    expect(forecast(of, seen(of)).parameters.numRuns).toBe(11);
    expect(reasonFor({ ...of, evidence: [] }, seen({ ...of, evidence: [] }))).toMatch(/got 3/);
  });
});

describe("two-step says why not", () => {
  const table = (metric: string, losses: number[], accuracies: number[]) =>
    evidenceOf(question, { [metric]: losses.map((loss) => [loss]), exactMatch: accuracies.map((value) => [value]) });
  const falling = [2, 1.7, 1.4, 1.2, 1];
  const rising = [0.1, 0.15, 0.2, 0.3, 0.4];

  it.each([
    [
      "a metric that is no share",
      { ...question, metric: "nll" },
      table("nll", falling, rising),
      /share between 0 and 1/,
    ],
    ["no loss", question, table("logitMargin", falling, rising), /no observed run has a loss/],
    [
      "three rungs",
      question,
      table("nll", falling.slice(0, 3), rising),
      /4 observed rungs, .* with loss and metric, got 3/,
    ],
    ["a loss that rises", question, table("nll", falling.toReversed(), rising), /does not fall along the axis/],
    ["an accuracy that falls", question, table("nll", falling, rising.toReversed()), /does not fall as their loss/],
    ["an accuracy on its floor", question, table("nll", falling, [0, 0, 0, 0, 0]), /does not fall as their loss/],
    ["a loss of 0", question, table("nll", [2, 1, 0.5, 0.1, 0], rising), /positive losses, got 0/],
  ])("%s", (_, of, evidence, reason) => {
    expect(reasonFor(of, evidence)).toMatch(reason);
  });
});
