/**
 * Instances differ: the single answers of a run as location, scale and shape per answer position. The shape keeps what a mean hides,
 * the tails of hard examples and the correlation between the steps of one answer.
 */
import { mean, sum } from "../../math/stats.ts";
import type { AnswerTable } from "../../records.ts";

/** What is moved: the logit margin in nats, or the log-odds ln p - ln(1 - p) of the correct token. */
export type Quantity = "margin" | "logOdds";

/** One run's answers: mean and standard deviation over examples per position, and `shape[example][position]` = (value - mean) / sd. */
export type Spread = { mean: number[]; sd: number[]; shape: number[][] };

/** Largest log-odds that is told from certainty; single precision cannot say more. */
const CERTAIN = 16;

/** Returns location, scale and shape of a run's answers; null without answers, or where a position does not vary over examples. */
export function spreadOf(table: AnswerTable, quantity: Quantity): Spread | null {
  const values = quantity === "margin" ? table.margin : table.logProb.map((row) => row.map(logOdds));
  const length = values[0]?.length ?? 0;
  if (length === 0 || values.some((row) => row.length !== length)) return null;
  const columns = Array.from({ length }, (_, j) => values.map((row) => row[j]!));
  const centre = columns.map((column) => mean(column));
  const sd = columns.map((column, j) => Math.sqrt(sum(column.map((v) => (v - centre[j]!) ** 2)) / column.length));
  if (!sd.every((value) => value > 1e-9 && Number.isFinite(value))) return null;
  return { mean: centre, sd, shape: values.map((row) => row.map((v, j) => (v - centre[j]!) / sd[j]!)) };
}

function logOdds(logProb: number): number {
  if (logProb >= 0) return CERTAIN;
  return Math.min(CERTAIN, logProb - Math.log(-Math.expm1(logProb)));
}
