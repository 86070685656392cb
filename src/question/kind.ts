/**
 * What does a question's metric count? Whole answers, sampled answers, some of their tokens, choices, a loss: from the metric and the
 * task's definition of success together, decided here once. Forecasters choose their laws by it, readers their bars.
 */
import { metricOf } from "../metrics.ts";
import type { Question } from "../records.ts";

/**
 * `greedy`: whole answers, right with at least k of `length` tokens argmax-right. `sampled`: the chance exp(sum of logProb) that a sampled
 * answer is right. `tokens`: the share of right tokens of answers (length null: not known). `nll`: mean nats per token of the answer.
 * `share`: a share of successes of which only the chance of guessing is known, or (null) not even that. `loss`: sign * value >= 0 falls.
 * `none`: neither a share nor a loss.
 */
export type Kind =
  | { kind: "greedy"; k: number; length: number }
  | { kind: "sampled"; length: number }
  | { kind: "tokens"; length: number | null }
  | { kind: "nll"; length: number }
  | { kind: "share"; chance: number | null }
  | { kind: "loss"; sign: 1 | -1 }
  | { kind: "none" };

/** The metrics that count what the task calls a success. */
const BY_TASK = ["success", "accuracy", "accuracyNorm", "choiceProb"];
/** The metrics that are shares of whole examples. */
const OF_EXAMPLES = ["exactMatch", "success", "accuracy", "accuracyNorm"];

/**
 * Returns what a question's metric counts. The accuracy of a task that counts exact matches is its exact match; answers of unknown length,
 * greedy or sampled and under whatever name, are a share of which nothing is known; the nll of an import need not be that of an answer's
 * tokens and is a loss.
 */
export function kindOf({ metric, task }: Pick<Question, "metric" | "task">): Kind {
  const length = task.answerLength;
  if (metric === "nll" && task.kind === "tokens") return { kind: "nll", length: task.answerLength };
  if (metric === "tokenAccuracy") return { kind: "tokens", length };
  if (metric === "exactMatch") return successOf({ kind: "exactMatch" }, length);
  if (metric === "sampledSuccess") return successOf({ kind: "sampled" }, length);
  if (BY_TASK.includes(metric)) return successOf(task.success, length);
  const { better, range } = metricOf(metric) ?? {};
  if (better === "lower" && range?.[0] === 0) return { kind: "loss", sign: 1 };
  if (better === "higher" && range?.[1] === 0) return { kind: "loss", sign: -1 };
  return better === "higher" && isShare(metric) ? { kind: "share", chance: null } : { kind: "none" };
}

function successOf(success: Question["task"]["success"], length: number | null): Kind {
  if (success.kind === "multipleChoice") return { kind: "share", chance: 1 / success.options.length };
  if (success.kind === "choice") return { kind: "share", chance: success.chance };
  if (length === null) return { kind: "share", chance: null };
  if (success.kind === "exactMatch") return { kind: "greedy", k: length, length };
  if (success.kind === "kOfN") return { kind: "greedy", k: success.k, length };
  return success.kind === "sampled" ? { kind: "sampled", length } : { kind: "share", chance: null };
}

/** Returns whether a kind is a share of successes, between 0 and 1 and the higher the better. */
export function countsShare({ kind }: Kind): boolean {
  return kind === "greedy" || kind === "sampled" || kind === "tokens" || kind === "share";
}

/** Returns how many tokens the answers have where the metric is made of them; null where it is not, or their number is not known. */
export function tokensOf(kind: Kind): number | null {
  return "length" in kind ? kind.length : null;
}

/** Returns whether a metric is a share of whole examples, so that its value times their number is a binomial count. */
export function isCounted(question: Pick<Question, "metric" | "task">): boolean {
  return OF_EXAMPLES.includes(question.metric) && kindOf(question).kind !== "sampled";
}

/** Returns the range of a metric as METRICS states it, in its unit; the whole line for a metric it does not know. */
export function rangeOf(metric: string): { low: number; high: number } {
  const [low, high] = metricOf(metric)?.range ?? [-Infinity, Infinity];
  return { low, high };
}

/** Returns whether a metric lives on [0, 1]. */
export function isShare(metric: string): boolean {
  const { low, high } = rangeOf(metric);
  return low === 0 && high === 1;
}
