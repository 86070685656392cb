/** What the standing benchmark asks: questions about values that are there already, each with the rows and answers of its task alone. */
import { digest } from "../base/canonical.ts";
import { fold, type Key, rootKey } from "../base/random.ts";
import type { AnswerTable, Measurement, Question } from "../records.ts";
import { taskName } from "../source/source.ts";
import { name } from "../specs.ts";

/** Where values come from: evaluations that others published, or ladders of small models trained for this. */
export type SourceKind = "published" | "family";

/**
 * One question. `cluster` names what moves together, the task within its source; `setting` is a part of the source asked in one way;
 * `blind` = chosen for a test on what nobody had looked at. `rows` and `answers` are all there are of the task: what a forecaster sees of
 * them is the gate's to say.
 */
export type Asked = {
  source: string;
  kind: SourceKind;
  setting: string;
  cluster: string;
  blind: boolean;
  question: Question;
  rows: readonly Measurement[];
  answers: readonly AnswerTable[];
};

/** Returns the key from which forecasters draw for a question: where it was asked and its name are the only randomness. */
export function keyOf({ source, question }: Pick<Asked, "source" | "question">): Key {
  return fold(rootKey("foreshock/benchmark"), source, question.name);
}

/** Returns a text as the name of a question: itself where it is one, else what a name can hold of it and a digest of the rest. */
export function nameOf(text: string): string {
  return name.safeParse(text).success ? text : `q-${taskName(text).slice(0, 40)}-${digest(text).slice(0, 12)}`;
}
