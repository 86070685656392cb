/**
 * What counts as success, in the forms that follow from an answer's tokens: the definition is an input of every forecast, never an
 * afterthought. Own tasks state it; of imported ones some of it may be unknown.
 */
import type { Question } from "../../records.ts";

/** `greedy`: at least k of `length` tokens argmax-right; `sampled`: exp(sum of logProb); `token`: share of right tokens; `nll`: mean nats. */
export type SuccessRule =
  | { kind: "greedy"; k: number; length: number }
  | { kind: "sampled"; length: number }
  | { kind: "token"; length: number }
  | { kind: "nll"; length: number };

/** Returns how a question's metric follows from tokens, or null when it does not or the answer's length is not known. */
export function successRule({ metric, task }: Question): SuccessRule | null {
  const length = task.answerLength;
  if (length === null) return null;
  if (metric === "exactMatch") return { kind: "greedy", k: length, length };
  if (metric === "sampledSuccess") return { kind: "sampled", length };
  if (metric === "tokenAccuracy") return { kind: "token", length };
  if (metric === "nll") return { kind: "nll", length };
  if (metric !== "success") return null;
  const { success } = task;
  if (success.kind === "exactMatch") return { kind: "greedy", k: length, length };
  if (success.kind === "kOfN") return { kind: "greedy", k: success.k, length };
  return success.kind === "sampled" ? { kind: "sampled", length } : null;
}
