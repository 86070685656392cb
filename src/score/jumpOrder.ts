/**
 * Which of two tasks jumps first? A forecast of each jump's place on one grid answers it, ties included: a grid is coarse, and two jumps
 * in one bin, or two that never come, cannot be told apart.
 */
import { usageError } from "../base/errors.ts";
import { sum } from "../math/stats.ts";

/** Probabilities, or what happened as 0 and 1: A before B, both in one bin, B before A. */
export type Order = { before: number; tie: number; after: number };

/**
 * Returns the order of two jumps that are independent given the forecasts a and b, masses over the same bins in their order:
 * before = sum_i a_i sum_{j > i} b_j, tie = sum_i a_i b_i, after = the rest, each over (sum a)(sum b).
 * Errors (usage): different numbers of bins, or none.
 */
export function orderOf(a: readonly number[], b: readonly number[]): Order {
  if (a.length !== b.length || a.length === 0)
    throw usageError(
      "orderOf",
      "masses on one grid are required",
      [a.length, b.length],
      "ask both tasks at the same rungs",
    );
  const total = sum(a) * sum(b);
  const tie = sum(a.map((mass, i) => mass * b[i]!)) / total;
  const before = sum(a.map((mass, i) => mass * sum(b.slice(i + 1)))) / total;
  return { before, tie, after: Math.max(0, 1 - before - tie) };
}

/** Returns what happened, given the bins of two jumps. */
export function orderOfBins(a: number, b: number): Order {
  return { before: Number(a < b), tie: Number(a === b), after: Number(a > b) };
}

/** Returns the Brier score of an order over its three outcomes: sum (p - o)^2, from 0 to 2; 2/3 for a chance alike for all. */
export function orderBrier(forecast: Order, happened: Order): number {
  const off = (key: keyof Order) => (forecast[key] - happened[key]) ** 2;
  return off("before") + off("tie") + off("after");
}
