/** The list of questions of a folder: a JSON array (questions.json) or the same as YAML (questions.yaml). */
import path from "node:path";
import { z } from "zod";
import { type ForeshockError, usageError } from "../../base/errors.ts";
import { exists } from "../../base/files.ts";
import { readJson } from "../../base/json.ts";
import { explain, readYaml } from "../../base/yaml.ts";
import { Axis } from "../../records.ts";

const probability = z.number().min(0).max(1);
const text = z.string().min(1);
const count = z.int().nonnegative();

/** A place: a run at one of its steps, or, with `nParams` in place of the run, every run of that size. */
const Rung = z.looseObject({
  run: text.nullish(),
  nParams: z.int().positive().nullish(),
  step: count,
  heldOut: z.boolean(),
});

/** One question as the file writes it; `asked` = it belongs to a test on what nobody had looked at; what is left out is in the guide. */
const AskedInFile = z.looseObject({
  source: text,
  setting: text,
  name: text,
  task: text,
  axis: Axis,
  metric: text,
  threshold: z.number(),
  chance: probability.nullish(),
  exact: z.boolean().nullish(),
  answerLength: z.int().positive().nullish(),
  kind: z.enum(["published", "family"]).nullish(),
  cluster: text.nullish(),
  cut: z.int().positive().nullish(),
  asked: z.boolean().nullish(),
  rungs: z.array(Rung).min(2),
});
export type AskedInFile = z.infer<typeof AskedInFile>;
const List = z.array(AskedInFile).min(1);

/** A list of questions and the way to complain about a field of one of them. */
export type QuestionList = {
  file: string;
  questions: AskedInFile[];
  errorAt(path: readonly PropertyKey[], requirement: string, got: unknown): ForeshockError;
};

/** Returns the file with a folder's questions, or null: the folder is none of questions. */
export function questionsFile(folder: string): string | null {
  const files = ["questions.json", "questions.yaml", "questions.yml"].map((file) => path.join(folder, file));
  return files.find(exists) ?? null;
}

/** Returns the questions of a file. Errors (usage), one line with file and field: not JSON or YAML, a field missing or of another type. */
export function readQuestions(file: string): QuestionList {
  if (path.extname(file) !== ".json") {
    const { value, errorAt } = readYaml("benchmark", file, List);
    return { file, questions: value, errorAt };
  }
  const content = readJson(file);
  const parsed = List.safeParse(content);
  const errorAt: QuestionList["errorAt"] = (place, requirement, got) =>
    usageError("benchmark", `${file}${where(content, place)}: ${requirement}`, got, `mend ${file}`);
  if (parsed.success) return { file, questions: parsed.data, errorAt };
  const { path: place, requirement, got } = explain(parsed.error, content, List);
  throw errorAt(place, requirement, got);
}

/** The question that a path leads to, by its number and, where it has one, its name. */
function where(content: unknown, [index]: readonly PropertyKey[]): string {
  if (typeof index !== "number") return "";
  const name = (content as { name?: unknown }[])[index]?.name;
  return `, question ${index + 1}${typeof name === "string" ? ` (${name})` : ""}`;
}
