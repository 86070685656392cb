/**
 * The gate between the lab's rows and the forecasters: only rows of a question's observed rungs pass, in one order and under one
 * digest. Rungs are told apart by nParams, and a seed drawn by the ledger (64 hex digits) marks a held-out run whatever its size.
 */
import { digest } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { gridOf } from "../base/jump.ts";
import type { Evidence, Measurement, Question } from "../records.ts";

/**
 * Returns the rows a question allows, sorted by (nParams, seed, step, metric, position), with their digest. Rows of other tasks, of
 * held-out rungs and of sizes the question does not name are left out. Refuses a held-out seed at an
 * observed size, a row that is there twice, and an observed rung without rows.
 */
export function evidenceFor(question: Question, questionId: string, rows: readonly Measurement[]): Evidence {
  const { observed } = gridOf(question);
  const sizes = new Set(observed.map((rung) => rung.nParams));
  const allowed = rows.filter((row) => row.task === question.task.name && sizes.has(row.nParams)).sort(byKey);
  for (const [i, row] of allowed.entries()) checkRow(row, allowed[i - 1]);
  const empty = observed.filter((rung) => !allowed.some((row) => row.nParams === rung.nParams));
  if (empty.length > 0)
    throw usageError(
      "evidenceFor",
      "rows of every observed rung are required",
      `none for ${empty.map((rung) => rung.name).join(", ")}`,
      `train and measure the observed rungs of ${question.family} first`,
    );
  return { question: questionId, digest: digest(allowed), rows: allowed };
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

/** Order of rows: (nParams, seed, step, metric, position), code units for text, the whole answer before its positions. */
export function byKey(a: Measurement, b: Measurement): number {
  return (
    a.nParams - b.nParams ||
    byText(a.seed, b.seed) ||
    a.step - b.step ||
    byText(a.metric, b.metric) ||
    (a.position ?? -1) - (b.position ?? -1)
  );
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
