/**
 * The benchmarks of the OLMo ladder: how many questions each split has, how columns name them, and the average over MMLU's parts.
 * The numbers of questions are those of the published data sets; every accuracy of the ladder times its number is a whole number.
 */

/** Questions per split. */
export const QUESTIONS: Readonly<Record<string, number>> = {
  arc_challenge_test: 1172,
  arc_challenge_val: 299,
  arc_easy_test: 2376,
  arc_easy_val: 570,
  boolq_val: 3270,
  csqa_val: 1221,
  hellaswag_val: 10_042,
  mmlu_humanities_test: 4705,
  mmlu_humanities_val: 518,
  mmlu_other_test: 3242,
  mmlu_other_val: 355,
  mmlu_social_sciences_test: 3077,
  mmlu_social_sciences_val: 337,
  mmlu_stem_test: 3018,
  mmlu_stem_val: 321,
  openbookqa_test: 500,
  openbookqa_val: 500,
  piqa_val: 1838,
  socialiqa_val: 1954,
  winogrande_val: 1267,
};

/** Weights of MMLU's parts in mmlu_avg_test_5shot: about their shares of the 14,042 questions. @see arXiv 2412.04403 */
export const MMLU_TEST: Readonly<Record<string, number>> = {
  mmlu_stem_test_5shot: 0.215,
  mmlu_humanities_test_5shot: 0.335,
  mmlu_social_sciences_test_5shot: 0.219,
  mmlu_other_test_5shot: 0.231,
};

/** Examples said to stand behind a value whose number is not published (the loss on C4). */
const UNKNOWN_EXAMPLES = 1000;

/** What a column holds: the task and metric of its values, and +1 or -1 to bring them to the metric's sign. */
export type OlmoColumn = { column: string; task: string; metric: string; sign: 1 | -1; n: number };

const METRIC_OF: Readonly<Record<string, { metric: string; sign: 1 | -1 }>> = {
  len_norm: { metric: "accuracy", sign: 1 },
  acc: { metric: "accuracy", sign: 1 },
  bpb: { metric: "bitsPerByte", sign: 1 },
  soft: { metric: "choiceProb", sign: 1 },
  soft_log: { metric: "choiceNll", sign: -1 },
};

/**
 * Returns what a column of a ladder table holds, or null for a column that is not imported: `rc` columns (ranked completions) of a known
 * split, and the loss on C4. The other form of the questions (`mc`) was asked of the two largest models only.
 */
export function olmoColumn(column: string): OlmoColumn | null {
  if (column === "eval/c4_en-validation/CrossEntropyLoss")
    return { column, task: "c4", metric: "nll", sign: 1, n: UNKNOWN_EXAMPLES };
  const [, split, kind] =
    /^eval\/downstream(?:_[a-z]+)*\/(.+)_rc_5shot_(len_norm|acc|bpb|soft|soft_log)$/.exec(column) ?? [];
  const n = split === undefined ? undefined : QUESTIONS[split];
  return n === undefined ? null : { column, task: `${split}_5shot`, n, ...METRIC_OF[kind!]! };
}
