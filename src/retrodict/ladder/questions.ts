/**
 * The OLMo model ladder as eight questions: accuracy of the 16 runs 190M-1.3B x {1, 2, 5, 10}xC is seen, that of 3B-10xC, 7B-4T and 13B-5T
 * is asked. What is known of a task beforehand is its chance level, one over its number of options.
 */
import path from "node:path";
import { mean } from "../../math/stats.ts";
import { questionOf } from "../../question/build.ts";
import type { Measurement, Question, QuestionRung } from "../../records.ts";
import { groupBy } from "../../score/targets.ts";
import { checkRows } from "../../source/checkRows.ts";
import { readOlmoLadder } from "../../source/olmoLadder.ts";
import { publishedTask } from "../ask.ts";

/** The eight tasks of the published comparison, as its tables name them, and the success of guessing. */
export const LADDER_TASKS: readonly { name: string; title: string; chance: number }[] = [
  { name: "mmlu_avg_test_5shot", title: "MMLU", chance: 1 / 4 },
  { name: "hellaswag_val_5shot", title: "HellaSwag", chance: 1 / 4 },
  { name: "arc_challenge_test_5shot", title: "ARC-Challenge", chance: 1 / 4 },
  { name: "arc_easy_test_5shot", title: "ARC-Easy", chance: 1 / 4 },
  { name: "piqa_val_5shot", title: "PIQA", chance: 1 / 2 },
  { name: "csqa_val_5shot", title: "CommonsenseQA", chance: 1 / 5 },
  { name: "socialiqa_val_5shot", title: "Social IQa", chance: 1 / 3 },
  { name: "openbookqa_test_5shot", title: "OpenBookQA", chance: 1 / 4 },
];

const OBSERVED_RUNS = ["190M", "370M", "760M", "1B"].flatMap((size) =>
  ["1xC", "2xC", "5xC", "10xC"].map((length) => `${size}-${length}`),
);

/** The held-out runs in order of compute, under the names of their rungs. */
export const LADDER_TARGETS: readonly { name: string; title: string; run: string }[] = [
  { name: "3b-10xc", title: "3B", run: "3B-10xC" },
  { name: "7b-4t", title: "7B", run: "peteish7_eval_anneal" },
  { name: "13b-5t", title: "13B", run: "peteish13_eval_full" },
];

/** Checkpoints whose mean is a run's published value. */
const WINDOW = 5;

/**
 * Returns the rows of the eight tasks. A held-out run has one row per metric, at its last step: the mean of its last five checkpoints (7B,
 * whose annealed end was measured once, has one), as published.
 */
export async function ladderRows(data: string): Promise<Measurement[]> {
  const tasks = LADDER_TASKS.map(({ name }) => name);
  const rows = checkRows((await readOlmoLadder(path.join(data, "olmo-ladder"), { tasks })).rows);
  const ends = LADDER_TARGETS.flatMap(({ run }) =>
    [
      ...groupBy(
        rows.filter((row) => row.run === run),
        ({ task, metric }) => `${task} ${metric}`,
      ).values(),
    ].map((own) => ({
      ...own.at(-1)!,
      value: finalValue(own),
    })),
  );
  return [...rows.filter(({ run }) => OBSERVED_RUNS.includes(run)), ...ends];
}

/** The mean of the last five of one run's rows of one metric, in order of steps: a run's published value. */
function finalValue(rows: readonly Measurement[]): number {
  return mean(rows.slice(-WINDOW).map(({ value }) => value));
}

/** Returns the question about one task, over compute; rungs are runs at their last step. */
export function ladderQuestion(
  { name, chance }: (typeof LADDER_TASKS)[number],
  rows: readonly Measurement[],
): Question {
  const own = rows.filter((row) => row.task === name && row.metric === "accuracy");
  const at = (rung: string, run: string, heldOut: boolean): QuestionRung => {
    const { nParams, step, tokens } = own.filter((row) => row.run === run).at(-1)!;
    return { name: rung, nParams, step, tokens, run, heldOut };
  };
  return questionOf({
    name: `ladder-${name.replaceAll("_", "-")}`,
    family: "olmo-ladder",
    metric: "accuracy",
    threshold: 0.5,
    task: publishedTask(name, { chance }),
    axis: "flops",
    numExamples: own[0]!.n,
    rungs: [
      ...OBSERVED_RUNS.map((run) => at(run.toLowerCase(), run, false)),
      ...LADDER_TARGETS.map(({ name: rung, run }) => at(rung, run, true)),
    ],
  });
}

/** Returns the largest published value of the observed runs: what one expects who expects no change. */
export function bestObserved(rows: readonly Measurement[], task: string): number {
  const own = rows.filter((row) => row.task === task && row.metric === "accuracy");
  return Math.max(...OBSERVED_RUNS.map((run) => finalValue(own.filter((row) => row.run === run))));
}
