/**
 * The gate between measurements and the forecasters: only what lies before a question's held-out rungs passes, in one order and under
 * one digest. Sizes are told apart by nParams, and a seed drawn by the ledger (64 hex digits) marks a held-out run whatever its size.
 */

import { byText } from "../base/byText.ts";
import { digest } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { evidenceDigest } from "../question/digest.ts";
import { axisValue, type Grid, gridOf, isAt } from "../question/grid.ts";
import { namedRuns } from "../question/namedRuns.ts";
import type { AnswerTable, Evidence, Measurement, Question } from "../records.ts";

/**
 * Returns what a question allows, sorted by (nParams, seed, step, metric, position, run), with its digest: rows of its task, of runs that
 * its `evidence` allows, up to the largest observed rung (`allowedBy`); single answers at the observed rungs. Refuses a
 * held-out seed at an observed size, a row that is there twice, and an observed rung without rows.
 */
export function evidenceFor(
  question: Question,
  rows: readonly Measurement[],
  answers: readonly AnswerTable[] = [],
): Evidence {
  const grid = gridOf(question);
  const { observed } = grid;
  const isAllowed = allowedBy(question, grid);
  const allowed = rows.filter((row) => row.task === question.task.name && isAllowed(row)).sort(byKey);
  for (const [i, row] of allowed.entries()) checkRow(row, allowed[i - 1]);
  const empty = observed.filter((rung) => !allowed.some((row) => isAt(rung, row)));
  if (empty.length > 0)
    throw usageError(
      "evidenceFor",
      "rows of every observed rung are required",
      `none for ${empty.map((rung) => rung.name).join(", ")}`,
      `train or import the observed rungs of ${question.family} first`,
    );
  const kept = answers
    .filter((table) => observed.some((rung) => isAt(rung, table)))
    .toSorted((a, b) => a.nParams - b.nParams || a.step - b.step || byText(a.seed, b.seed) || byText(a.run, b.run));
  const seen = { rows: allowed, answers: kept };
  return { question: digest(question), digest: evidenceDigest(seen), ...seen };
}

/**
 * What lies before the held-out rungs: on an axis of training or compute nothing beyond the place of the largest observed rung. Of the
 * question's own runs (of all runs, where its evidence is `OBSERVED_SIZES`) rows of an observed size; of runs that it names beside them
 * rows of a size that is not held out and at most the largest observed one.
 */
function allowedBy(question: Question, { observed, heldOut, top }: Grid): (row: Measurement) => boolean {
  const sizes = new Set(observed.map((rung) => rung.nParams));
  const later = new Set(heldOut.map((rung) => rung.nParams));
  const largest = Math.max(...sizes);
  const end = question.axis === "nParams" ? Infinity : axisValue(question, top);
  const { isOwn, isNamed } = namedRuns(question);
  return (row) => {
    if (axisValue(question, row) > end) return false;
    if (sizes.has(row.nParams)) return isOwn(row) || isNamed(row);
    return isNamed(row) && row.nParams <= largest && !later.has(row.nParams);
  };
}

function checkRow(row: Measurement, before: Measurement | undefined): void {
  const named = `${row.metric} of run ${row.run}, seed ${row.seed}, step ${row.step}, position ${row.position}`;
  if (/^[0-9a-f]{64}$/.test(row.seed))
    throw integrityError(
      "evidenceFor",
      "seeds of observed runs are required",
      `a seed drawn by the ledger: ${named}`,
      "rows of held-out runs must carry the size of their rung",
    );
  if (before && byKey(before, row) === 0)
    throw usageError("evidenceFor", "each row once is required", `twice: ${named}`, "give one set of runs only");
}

/** Order of rows: (nParams, seed, step, metric, position, run), code units for text, the whole answer before its positions. */
export function byKey(a: Measurement, b: Measurement): number {
  return (
    a.nParams - b.nParams ||
    byText(a.seed, b.seed) ||
    a.step - b.step ||
    byText(a.metric, b.metric) ||
    (a.position ?? -1) - (b.position ?? -1) ||
    byText(a.run, b.run)
  );
}
