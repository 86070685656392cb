/**
 * Benchmark: ladders of our own tasks, designed on their observed sizes alone and kept whatever the held-out ones showed. Their rows are
 * packed in models/imports/families, so nothing is trained here; grokking and parity, where the abilities themselves are abrupt, apart.
 */

import type { PackedFamily } from "../../bank/packed.ts";
import { fold, type Key, rootKey } from "../../base/random.ts";
import { words } from "../../base/words.ts";
import { DEFAULT } from "../../forecast/default.ts";
import type { Forecaster } from "../../forecast/forecaster.ts";
import { COSTLY, FORECASTERS } from "../../forecast/forecasters.ts";
import type { MetricName } from "../../metrics.ts";
import type { ScoredTarget } from "../../records.ts";
import { groupBy, targetId } from "../../score/targets.ts";
import { type Answered, answered } from "../ask.ts";
import type { Benchmark, Line, Section } from "../benchmark.ts";
import { ownFamiliesFigure } from "./figure.ts";
import { breakdownLines, forecasterLines, jumpLines, ledgerLines } from "./lines.ts";
import { orderLines } from "./order.ts";
import { type LedgerQuestion, readLedgerQuestions, readPack } from "./pack.ts";
import { progressLines, progressTargets } from "./progress.ts";
import { computeQuestion, isBlind, metricsOf, sizeQuestion, trainingQuestion } from "./questions.ts";

const ENOUGH_TARGETS = 60;
/** Slow, and made for sizes. */
const SIZES_ONLY = ["two-step"];
/** Exact match, which on these sizes hardly leaves the floor, and what moves below it. */
const OVER_TRAINING: readonly MetricName[] = ["exactMatch", "tokenAccuracy"];
/** Families whose jump comes over training, asked about at their largest size run by run; the control never learns. */
const ABRUPT = ["grokking", "sparse-parity", "sparse-parity-control", "multitask-parity"];
/** The demo family: its results were known when the first forecasters were designed. */
const KNOWN = { name: "conjunction", heldOut: ["d32", "d40", "d48"] };

export const ownFamilies: Benchmark = {
  name: "own-families",
  title: "Own families: eight ladders of three tasks, forecast from their five smallest sizes",
  data: null,
  async run(project) {
    return ownFamiliesSection(await readPack(project), readLedgerQuestions(project), FORECASTERS);
  },
};

/** Everything asked of the forecasters, answered and scored. */
type Asked = {
  sizes: Answered[];
  compute: Answered[];
  training: Answered[];
  known: Answered[];
  abrupt: ScoredTarget[];
};

/** Returns the section of packed families: `forecasters[0]` is the reference; the key is fixed. */
export function ownFamiliesSection(
  packed: readonly PackedFamily[],
  ledger: readonly LedgerQuestion[],
  forecasters: readonly Forecaster[],
): Section {
  const key = rootKey("foreshock/own-families");
  const all = askAll(packed, forecasters, key);
  const names = forecasters.map(({ name }) => name);
  const { sizes, compute, training, abrupt } = all;
  return {
    name: ownFamilies.name,
    title: ownFamilies.title,
    lines: linesOf(all, ledger, names, key),
    targets: [...targetsOf(sizes), ...targetsOf(compute), ...targetsOf(training), ...abrupt],
    figures: [ownFamiliesFigure(exactOf(sizes))],
    notes: notesOf(sizes, ledger),
  };
}

function linesOf(
  { sizes, compute, training, known, abrupt }: Asked,
  ledger: readonly LedgerQuestion[],
  names: readonly string[],
  key: Key,
): Line[] {
  const blind = targetsOf(sizes);
  const shares = blind.filter(({ metric }) => metric !== "nll");
  const loss = blind.filter(({ metric }) => metric === "nll");
  const exact = exactOf(sizes);
  return [
    countLine(blind),
    ...forecasterLines("sizes, shares", shares, key, true),
    ...forecasterLines("sizes, loss", loss, key, false),
    ...forecasterLines("compute, exact match", targetsOf(compute), key, false),
    ...OVER_TRAINING.flatMap((metric) =>
      forecasterLines(`training, ${words(metric)}`, targetsOf(training.filter(askedFor(metric))), key, false),
    ),
    ...ledgerLines(ledger),
    ...jumpLines(exact, names),
    ...orderLines(exact, names),
    ...breakdownLines(shares, [...new Set([DEFAULT, ...names])]),
    ...forecasterLines("demo family, results known beforehand", targetsOf(known), key, false),
    ...progressLines(abrupt, key),
  ];
}

function askAll(packed: readonly PackedFamily[], forecasters: readonly Forecaster[], key: Key): Asked {
  const quick = forecasters.filter(({ name }) => !COSTLY.includes(name));
  const onTraining = quick.filter(({ name }) => !SIZES_ONLY.includes(name));
  const blind = packed.filter(({ family }) => isBlind(family));
  const sizes = blind.flatMap((one) =>
    metricsOf(one.family).map((metric) => {
      const able = metric === "exactMatch" ? forecasters : quick;
      return answered(sizeQuestion(one, metric), one.rows, able, one.answers);
    }),
  );
  const compute = blind.flatMap((one) => {
    const question = computeQuestion(one, "exactMatch");
    return question ? [answered(question, one.rows, onTraining, one.answers)] : [];
  });
  const training = blind.flatMap((one) =>
    OVER_TRAINING.map((metric) => answered(trainingQuestion(one, metric), one.rows, onTraining)),
  );
  const known = packed
    .filter(({ family }) => family.name === KNOWN.name)
    .map((one) => answered(sizeQuestion(one, "exactMatch", KNOWN.heldOut), one.rows, quick));
  const courses = packed.filter(({ family }) => ABRUPT.includes(family.name));
  const abrupt = progressTargets(courses, forecasters, fold(key, "abrupt"));
  return { sizes, compute, training, known, abrupt };
}

const askedFor =
  (metric: MetricName) =>
  ({ question }: Answered): boolean =>
    question.metric === metric;
const exactOf = (all: readonly Answered[]) => all.filter(askedFor("exactMatch"));

const targetsOf = (all: readonly Answered[]): ScoredTarget[] => all.flatMap(({ targets }) => targets);

function countLine(targets: readonly ScoredTarget[]): Line {
  const count = new Set(targets.map(targetId)).size;
  return {
    what: "values kept from the forecasters, over sizes",
    value: count,
    unit: "",
    bar: `at least ${ENOUGH_TARGETS}`,
    met: count >= ENOUGH_TARGETS,
    note: `of ${new Set(targets.map(({ cluster }) => cluster)).size} families`,
  };
}

function notesOf(sizes: readonly Answered[], ledger: readonly LedgerQuestion[]): string[] {
  const asked = ledger.map(({ name, metric }) => `${name} (${metric})`).join(", ");
  return [
    "Sizes, steps and settings of the eight ladders were chosen by looking at observed sizes only. In three of them (addition-five, chain-twelve, lookup-three) some seed of an observed size had begun to jump when the family was frozen; it stayed observed.",
    `One question about each was registered in a ledger, forecast and closed before its held-out models were trained with the seeds it drew: ${asked}. Those scores are of the forecasters of that day and cannot change; everything else here is made again from the rows by the forecasters as they are now, for more metrics and axes.`,
    "Targets of one family move together: three sizes under four or five metrics are one cluster, and eight clusters cannot give a sign-flip p below .008 nor settle calibration.",
    "Grokking and parity are reported run by run over training and are not blind: the alarms of progress were published or tuned on such runs. The control has labels of pure noise and never learns.",
    ...refusals(sizes),
  ];
}

/** One sentence per forecaster that had no forecast for some of the questions over sizes, with its commonest kind of reason. */
function refusals(sizes: readonly Answered[]): string[] {
  const all = sizes.flatMap(({ refused }) => refused);
  return [...groupBy(all, ({ forecaster }) => forecaster)]
    .filter(([, own]) => own.length < sizes.length)
    .map(([forecaster, own]) => `${forecaster} had no forecast for ${own.length} questions, as in: ${own[0]!.reason}.`);
}
