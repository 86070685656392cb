/**
 * LAMBADA over sizes and training of the Pythia suite as questions: the checkpoints of a large size are asked about, those of small sizes
 * are seen, all in one order of compute. A question's held-out rungs have to lie beyond what it sees, so early checkpoints of a large size
 * are asked about one by one, from the observed checkpoints that cost less.
 */
import path from "node:path";
import { rootKey } from "../../base/random.ts";
import { curveOf } from "../../development/curve.ts";
import { NLL_REVERSAL, reversal } from "../../development/reversal.ts";
import { questionOf } from "../../question/build.ts";
import type { Measurement, Question, QuestionRung } from "../../records.ts";
import { checkRows } from "../../source/checkRows.ts";
import { readLmEval } from "../../source/lmEval/lmEval.ts";
import { publishedTask } from "../ask.ts";

const TASK = "lambada_openai";
/** Sizes by name with their non-embedding parameters, smallest first. */
export const SIZES: readonly { name: string; nParams: number }[] = [
  { name: "70m", nParams: 18_915_328 },
  { name: "160m", nParams: 85_056_000 },
  { name: "410m", nParams: 302_311_424 },
  { name: "1b", nParams: 805_736_448 },
  { name: "1.4b", nParams: 1_208_602_624 },
  { name: "2.8b", nParams: 2_517_652_480 },
  { name: "6.9b", nParams: 6_444_163_072 },
  { name: "12b", nParams: 11_327_027_200 },
];
/** How many sizes are observed. */
export const NUM_OBSERVED = 5;
/** First step of the laws and of what is asked; the link begins where accuracy leaves 0. */
const FIRST_STEP = 3000;
export const FIRST_LINK_STEP = 512;
/** The stored results of this checkpoint are not those of the released weights (.328 against .121), so it is nobody's evidence. */
const DOUBTFUL = { nParams: SIZES[1]!.nParams, step: 143_000 };

/** Returns accuracy and answerLogProb of all checkpoints, without the doubtful one. */
export async function lambadaRows(data: string): Promise<Measurement[]> {
  const facts = {
    nParams: new Map<string, number>(),
    tokensPerStep: new Map<string, number>(),
    step: new Map<string, number>(),
  };
  const folder = path.join(data, "pythia", "lm-eval");
  const rows = checkRows((await readLmEval(folder, { tasks: [TASK], facts })).rows);
  return rows.filter(({ nParams, step }) => nParams !== DOUBTFUL.nParams || step !== DOUBTFUL.step);
}

/** A size whose log probability turned for the worse and stayed there, the step of its best value, and the largest loss since, in nats. */
export type Turned = { name: string; nParams: number; from: number; rise: number };

/** Returns the sizes that a lasting reversal is found for, by the rule of `reversal` alone. */
export function turnedSizes(rows: readonly Measurement[]): Turned[] {
  return SIZES.flatMap(({ name, nParams }) => {
    const curve = curveOf(
      rows.filter((row) => row.nParams === nParams),
      "answerLogProb",
      "0",
    );
    if (curve.steps.length === 0) return [];
    const { kind, rise, episodes } = reversal(curve, rootKey(`lambada ${name}`), { ...NLL_REVERSAL, better: "higher" });
    return kind === "lasting" ? [{ name, nParams, from: episodes.at(-1)!.from, rise }] : [];
  });
}

/**
 * Returns the questions about the checkpoints of one size from the given smaller sizes, from step 3000 on: one about all that lie beyond
 * every observed checkpoint, and one about each earlier one. Checkpoints of an observed size after its turn for the worse are no
 * rungs: no law of compute that only falls can have them.
 */
export function lambadaQuestions(
  rows: readonly Measurement[],
  observed: readonly string[],
  target: string,
  turned: readonly Turned[],
): Question[] {
  const places = rows.filter(({ metric, step }) => metric === "accuracy" && step >= FIRST_STEP);
  const isTurned = ({ nParams, step }: Measurement) => turned.some((one) => one.nParams === nParams && step > one.from);
  const seen = places.filter((row) => observed.includes(nameOf(row)) && !isTurned(row));
  const asks = places.filter((row) => nameOf(row) === target).toSorted((a, b) => a.step - b.step);
  const most = Math.max(...seen.map(({ flops }) => flops));
  const late = asks.filter(({ flops }) => flops > most);
  const groups = [...asks.filter(({ flops }) => flops <= most).map((row) => [row]), ...(late.length > 0 ? [late] : [])];
  return groups.map((group) => askedOf(seen, group, `lambada-${observed.length}-${nameOf(group[0]!)}`));
}

function askedOf(seen: readonly Measurement[], group: readonly Measurement[], name: string): Question {
  const first = group[0]!;
  return questionOf({
    name: `${name}-s${first.step}`,
    family: "pythia",
    metric: "accuracy",
    threshold: 0.5,
    task: publishedTask(TASK, "exactMatch"),
    axis: "flops",
    numExamples: first.n,
    rungs: [
      ...seen.filter(({ flops }) => flops < first.flops).map((row) => rungOf(row, false)),
      ...group.map((row) => rungOf(row, true)),
    ],
  });
}

function rungOf(row: Measurement, heldOut: boolean): QuestionRung {
  const { nParams, step, tokens } = row;
  return { name: `${nameOf(row)}-s${step}`, nParams, step, tokens, run: null, heldOut };
}

function nameOf(row: Measurement): string {
  return SIZES.find(({ nParams }) => nParams === row.nParams)!.name;
}
