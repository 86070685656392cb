/** The single examples of a run at one checkpoint, as forecasters may see them: tables instead of rows, numbers of six digits. */
import { usageError } from "../base/errors.ts";
import { sixDigits } from "../base/tables.ts";
import type { AnswerTable, TokenRow } from "../records.ts";
import { readTokens } from "./store.ts";

/** Tokens kept per run: at eight tokens an answer that is 512 examples, and evidence stays within a megabyte or two. */
const MAX_TOKENS = 4096;

/**
 * Returns a run's log-likelihoods and margins at one step, `[example][answer position]` in nats, rounded to six significant digits;
 * the first examples, as many as make 4096 tokens.
 * Errors: no rows of that step in the file (usage).
 */
export async function readAnswers(
  file: string,
  run: { run: string; nParams: number; seed: string },
  step: number,
): Promise<AnswerTable> {
  const rows = (await readTokens(file)).filter((row) => row.step === step);
  if (rows.length === 0)
    throw usageError("readAnswers", `per-token rows at step ${step} are required`, file, "foreshock run <family>");
  const length = 1 + Math.max(...rows.map((row) => row.position));
  const numExamples = Math.min(rows.length / length, Math.max(1, Math.floor(MAX_TOKENS / length)));
  const table = (of: (row: TokenRow) => number) =>
    Array.from({ length: numExamples }, (_, example) =>
      rows.slice(example * length, (example + 1) * length).map((row) => sixDigits(of(row))),
    );
  const { nParams, seed } = run;
  return {
    run: run.run,
    nParams,
    step,
    seed,
    logProb: table((row) => row.logProb),
    margin: table((row) => row.margin),
  };
}
