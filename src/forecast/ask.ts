/**
 * A question as forecasters get it: its grid, what its metric counts, and the rows they may see, sorted and indexed once. Whoever draws
 * reads from here, so all mean the same by "the value at a rung", and rows in another order give the same bytes.
 */
import { type Grid, gridOf } from "../question/grid.ts";
import { type Kind, kindOf } from "../question/kind.ts";
import type { AnswerTable, Evidence, Measurement, Question } from "../records.ts";
import { byKey, evidenceFor } from "./evidence.ts";
import { type RungValues, valuesOf } from "./rungs.ts";

/** What a forecaster is asked, and all it may know. */
export type Ask = {
  question: Question;
  grid: Grid;
  kind: Kind;
  /** What the gate let through, rows in the order of `byKey`; `evidence.question` is the question's id. */
  evidence: Evidence;
  /** A metric at each observed rung that has it, smallest first; `position` null (or left out) = whole answer. */
  at(metric: string, position?: number | null): readonly RungValues[];
};

/** Returns the ask of a question with the evidence it was given. Errors (usage): rungs that make no grid, see `gridOf`. */
export function askOf(question: Question, evidence: Evidence): Ask {
  const grid = gridOf(question);
  const rows = evidence.rows.toSorted(byKey);
  const index = indexOf(rows);
  const found = new Map<string, readonly RungValues[]>();
  return {
    question,
    grid,
    kind: kindOf(question),
    evidence: { ...evidence, rows },
    at(metric, position = null) {
      const name = series(metric, position);
      const known = found.get(name) ?? valuesOf(question, grid.observed, index.get(name) ?? []);
      found.set(name, known);
      return known;
    },
  };
}

/** Returns the ask of a question with what `evidenceFor` lets through of any rows and answers. Errors: those of both. */
export function askFrom(question: Question, rows: readonly Measurement[], answers: readonly AnswerTable[] = []): Ask {
  return askOf(question, evidenceFor(question, rows, answers));
}

/** Returns whether the evidence is that of a family of small models: several seeds of a rung, or rows or answers of single tokens. */
export function isOfFamily({ question, evidence, at }: Ask): boolean {
  return (
    at(question.metric).some(({ seeds }) => seeds.length > 1) ||
    evidence.answers.length > 0 ||
    evidence.rows.some(({ position }) => position !== null)
  );
}

function indexOf(rows: readonly Measurement[]): Map<string, Measurement[]> {
  const index = new Map<string, Measurement[]>();
  for (const row of rows) {
    const name = series(row.metric, row.position);
    const own = index.get(name);
    if (own) own.push(row);
    else index.set(name, [row]);
  }
  return index;
}

function series(metric: Measurement["metric"], position: Measurement["position"]): string {
  return `${metric} ${position}`;
}
