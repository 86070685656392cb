/**
 * What does the question's metric count? Whole answers, some of their tokens, sampled answers, choices, a loss, or something of which
 * only the range is known: this decides what bayes-mix makes of a latent line.
 */
import { metricOf } from "../../metrics.ts";
import type { Question } from "../../records.ts";
import type { RungValues } from "../rungs.ts";
import type { Share } from "./law.ts";

/** What the question's metric counts. */
export type Rule =
  | { kind: "greedy"; k: number; length: number }
  | { kind: "sampled"; length: number }
  | { kind: "tokenNll" }
  | { kind: "share"; share: "unknown" | { chance: number } }
  | { kind: "loss"; sign: 1 | -1 };

/** The rules that token rows can serve. */
export type TokenRule = Extract<Rule, { kind: "greedy" | "sampled" | "tokenNll" }>;

/** Returns the rule of the question's metric; null for metrics that are neither a share nor a loss. */
export function ruleOf({ metric, task }: Question): Rule | null {
  const known = metricOf(metric);
  const { success } = task;
  const length = task.answerLength;
  const wholeAnswer: Rule = { kind: "greedy", k: length ?? 1, length: length ?? 1 };
  if (metric === "nll" && task.kind === "tokens") return { kind: "tokenNll" };
  if (metric === "tokenAccuracy") return { kind: "greedy", k: 1, length: 1 };
  if (metric === "exactMatch") return length === null ? { kind: "share", share: "unknown" } : wholeAnswer;
  if (metric === "sampledSuccess" && length !== null) return { kind: "sampled", length };
  if (known?.better === "lower" && known.range[0] === 0) return { kind: "loss", sign: 1 };
  if (known?.better === "higher" && known.range[1] === 0) return { kind: "loss", sign: -1 };
  if (!(known?.better === "higher" && known.range[0] === 0 && known.range[1] === 1)) return null;
  if (!["success", "accuracy", "accuracyNorm", "choiceProb"].includes(metric))
    return { kind: "share", share: "unknown" };
  if (success.kind === "exactMatch") return wholeAnswer;
  if (success.kind === "kOfN" && length !== null) return { kind: "greedy", k: success.k, length };
  if (success.kind === "sampled" && length !== null) return { kind: "sampled", length };
  if (success.kind === "multipleChoice") return { kind: "share", share: { chance: 1 / success.options.length } };
  return { kind: "share", share: success.kind === "choice" ? { chance: success.chance } : "unknown" };
}

/** Returns how a share arises from the chance that one token is right, for a rule about shares. */
export function shareOf(rule: Extract<Rule, { kind: "greedy" | "sampled" | "share" }>, rungs: RungValues[]): Share {
  if (rule.kind === "greedy") return { kind: "answer", length: rule.length, k: rule.k };
  if (rule.kind === "sampled") return { kind: "answer", length: rule.length, k: rule.length };
  if (rule.share === "unknown")
    return { kind: "unknown", smallest: Math.max(0, Math.min(1, ...rungs.map((r) => r.mean))) };
  return { kind: "choice", chance: rule.share.chance };
}
