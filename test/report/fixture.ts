/** A realistic question with hand-set numbers: five observed rungs, three held out, three seeds, two revealed forecasts, one sealed. */
import { digest } from "../../src/base/canonical.ts";
import type { Distribution, Forecast, Measurement, Outcome, Question, Score } from "../../src/records.ts";
import type { RegisteredForecast } from "../../src/report/input.ts";
import { madeQuestion, madeRungs, madeTask } from "../made/question.ts";
import { madeRow } from "../made/row.ts";

const EXAMPLES = 512;
const NLL: Record<number, number[]> = {
  8: [2.19, 2.19, 2.2],
  12: [2.07, 1.68, 2.08],
  16: [1.65, 1.6, 1.38],
  20: [0.92, 0.99, 0.79],
  24: [0.74, 0.71, 0.61],
  32: [0.35, 0.14, 0.4],
  40: [0.1, 0.08, 0.1],
  48: [0.11, 0.03, 0.03],
};
const EXACT: Record<number, number[]> = {
  8: [0, 0, 0],
  12: [0, 0, 0],
  16: [0.004, 0.004, 0.012],
  20: [0.06, 0.02, 0.09],
  24: [0.1, 0.14, 0.19],
  32: [0.41, 0.74, 0.33],
  40: [0.81, 0.85, 0.82],
  48: [0.76, 0.96, 0.94],
};
const WIDTHS = [8, 12, 16, 20, 24, 32, 40, 48];
const STEPS = [0, 100, 200, 300, 400, 500, 600];
const nParams = (d: number): number => 24 * d * d;
const seedOf = (d: number, i: number): string => (d >= 32 ? digest({ heldOut: d, i }) : String(i));

export const question: Question = madeQuestion({
  name: "chain-demo",
  title: "When does a chain of eight operators come out whole?",
  task: madeTask({
    name: "operator-chain",
    params: { modulus: 11, chain: 8, bank: 64 },
    vocab: 76,
    promptLength: 10,
    answerLength: 8,
    fingerprint: digest("task"),
  }),
  familyDigest: digest("family"),
  rungs: madeRungs(Object.fromEntries(WIDTHS.map((d) => [`d${d}`, nParams(d)])), 3, { step: 600, tokens: 691_200 }),
  numExamples: EXAMPLES,
});
export const questionId = digest(question);

/** Progress of a run of width d at a step: the smooth rise that ends at the measured value. */
const progress = (step: number): number => (step / 600) ** 0.7;

function row(d: number, i: number, step: number, metric: string, value: number): Measurement {
  return madeRow({
    run: digest({ d, i }),
    task: "operator-chain",
    nParams: nParams(d),
    step,
    tokens: step * 64 * 18,
    flops: 6 * nParams(d) * step * 64 * 18,
    seed: seedOf(d, i),
    metric,
    value,
    stderr: metric === "exactMatch" ? null : 0.01,
    n: EXAMPLES,
  });
}

const share = (value: number): number => Math.round(value * EXAMPLES) / EXAMPLES;

function rowsOf(d: number): Measurement[] {
  return [0, 1, 2].flatMap((i) =>
    STEPS.flatMap((step) => {
      const nll = 2.4 + (NLL[d]![i]! - 2.4) * progress(step);
      const exact = share(step === 600 ? EXACT[d]![i]! : EXACT[d]![i]! * Math.exp(-8 * (nll - NLL[d]![i]!)));
      return [
        row(d, i, step, "nll", nll),
        row(d, i, step, "exactMatch", exact),
        row(d, i, step, "logitMargin", 2.2 - 2 * nll),
        row(d, i, step, "logitMarginVarAcross", 1.2 + 0.3 * nll),
        row(d, i, step, "logitMarginVarWithin", 2.5 + 0.5 * nll),
      ];
    }),
  );
}

export const observedRows = WIDTHS.filter((d) => d < 32).flatMap(rowsOf);
export const heldOutRows = WIDTHS.filter((d) => d >= 32).flatMap(rowsOf);

const linear = (x: number[]): Distribution => ({ x, p: [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1] });

function forecastOf(
  forecaster: string,
  knots: number[][],
  jump: number[],
  parameters: Forecast["parameters"],
): Forecast {
  return {
    question: questionId,
    forecaster,
    evidence: digest("evidence"),
    targets: [32, 40, 48].map((d, i) => ({
      rung: `d${d}`,
      nParams: nParams(d),
      distribution: linear(knots[i]!),
      success: null,
    })),
    jump,
    sharpness: null,
    parameters,
    rationale:
      forecaster === "token-ols" ? "per-token likelihood is linear in log size; eight tokens must all be right" : null,
  };
}

const author = digest("author");
const register = (forecast: Forecast, seq: number, revealed: boolean): RegisteredForecast => ({
  author,
  label: forecast.forecaster,
  forecast,
  seq,
  commitment: digest({ commitment: seq }),
  at: `2026-02-03T10:${10 + seq}:00Z`,
  revealed,
});

export const persistence = register(
  forecastOf(
    "persistence",
    [
      [0, 0.03, 0.1, 0.14, 0.19, 0.27, 0.36],
      [0, 0.01, 0.08, 0.14, 0.21, 0.32, 0.44],
      [0, 0, 0.06, 0.14, 0.23, 0.37, 0.52],
    ],
    [0.005, 0.008, 0.012, 0.015, 0.96],
    { last: 0.143, sd: 0.045 },
  ),
  3,
  true,
);
export const tokenOls = register(
  forecastOf(
    "token-ols",
    [
      [0.2, 0.31, 0.42, 0.51, 0.6, 0.7, 0.8],
      [0.45, 0.6, 0.71, 0.78, 0.84, 0.9, 0.97],
      [0.6, 0.76, 0.85, 0.9, 0.93, 0.96, 0.98],
    ],
    [0.003, 0.55, 0.41, 0.03, 0.007],
    {
      law: "logit(exp(-nll)) = a + b log10 nParams",
      intercept: -9.71,
      slope: 2.58,
      residualSd: 0.11,
      uncertainty: "t, 3 df",
    },
  ),
  4,
  true,
);
export const sealed = register(
  forecastOf(
    "ada",
    [
      [0.1117713, 0.1237713, 0.1317713, 0.1417713, 0.1517713, 0.1617713, 0.1717713],
      [0.2117713, 0.2237713, 0.2317713, 0.2417713, 0.2517713, 0.2617713, 0.2717713],
      [0.3117713, 0.3237713, 0.3317713, 0.3417713, 0.3517713, 0.3617713, 0.3717713],
    ],
    [0.0111111, 0.0222222, 0.0333333, 0.0433778, 0.88995561],
    { secret: 0.123456789 },
  ),
  5,
  false,
);

/** The outcome: the seed mean at d32 is .49, just under the threshold, so the jump falls in (d32, d40]. */
export const outcome: Outcome = {
  question: questionId,
  rungs: [32, 40, 48].map((d) => {
    const values = EXACT[d]!.map(share);
    const mean = values.reduce((a, b) => a + b, 0) / 3;
    const stderr = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 2 / 3);
    const seeds = values.map((value, i) => ({ seed: seedOf(d, i), value }));
    return { rung: `d${d}`, nParams: nParams(d), value: mean, stderr, seeds };
  }),
  jumpBin: 2,
  sharpness: 0.35,
};

type Rule = Score["rule"];
const score = (forecaster: string, rule: Rule, rung: string | null, value: number, baselineValue: number): Score => ({
  question: questionId,
  author,
  forecaster,
  rule,
  rung,
  value,
  baselineValue,
  skill: 1 - value / baselineValue,
});
export const scores: Score[] = [
  score("persistence", "crps", null, 0.531, 0.531),
  score("persistence", "crps", "d32", 0.31, 0.31),
  score("persistence", "crps", "d40", 0.62, 0.62),
  score("persistence", "crps", "d48", 0.66, 0.66),
  score("persistence", "weighted-rps", null, 0.46, 0.46),
  score("persistence", "log-jump", null, 4.42, 4.42),
  score("token-ols", "crps", null, 0.026, 0.531),
  score("token-ols", "crps", "d32", 0.03, 0.31),
  score("token-ols", "crps", "d40", 0.03, 0.62),
  score("token-ols", "crps", "d48", 0.018, 0.66),
  score("token-ols", "weighted-rps", null, 0.1, 0.46),
  score("token-ols", "log-jump", null, 0.89, 4.42),
];
