/**
 * The one maker of questions for all tests: a token task called chain, asked about as shipped questions are. Each test says only
 * what is particular about its own.
 */
import type { Question, QuestionRung } from "../../src/records.ts";
import type { TokenTaskSpec } from "../../src/specs.ts";

/** Returns the task of a made question: two answer tokens of a vocabulary of eight, all of which must be right. */
export const madeTask = (changes: Partial<TokenTaskSpec> = {}): TokenTaskSpec => ({
  name: "chain",
  params: {},
  kind: "tokens",
  vocab: 8,
  promptLength: 4,
  answerLength: 2,
  success: { kind: "exactMatch" },
  fingerprint: "b".repeat(64),
  ...changes,
});

/** Returns rungs by name and number of parameters, all after the same training; the last `numHeldOut` are held out. */
export function madeRungs(
  nParams: Readonly<Record<string, number>>,
  numHeldOut: number,
  { step, tokens }: { step: number; tokens: number },
): QuestionRung[] {
  const firstHeldOut = Object.keys(nParams).length - numHeldOut;
  return Object.entries(nParams).map(([name, n], i) => ({
    name,
    nParams: n,
    step,
    tokens,
    run: null,
    heldOut: i >= firstHeldOut,
  }));
}

/** Returns a question about exact match with the given changes; without other rungs, two are observed and one is held out. */
export const madeQuestion = (changes: Partial<Question> = {}): Question => ({
  name: "chain",
  title: "When does chain jump?",
  task: madeTask(),
  family: "chain",
  familyDigest: "c".repeat(64),
  metric: "exactMatch",
  betterDirection: "higher",
  threshold: 0.5,
  crossing: "sustained",
  axis: "nParams",
  rungs: madeRungs({ s: 1000, m: 4000, l: 16000 }, 1, { step: 100, tokens: 6400 }),
  numSeeds: 3,
  seedAggregation: "mean",
  numExamples: 512,
  evidence: "observed sizes, all metrics, all steps before the held-out rungs",
  scoring: { value: "crps", jump: "weighted-rps" },
  floor: 0.01,
  baseline: "persistence",
  law: null,
  rationale: null,
  ...changes,
});
