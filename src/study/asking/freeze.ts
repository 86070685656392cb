/** The question that is frozen: what its file asks about its ground, every complaint at its line. */
import { ForeshockError } from "../../base/errors.ts";
import type { Located } from "../../base/yaml.ts";
import { FORECASTERS } from "../../forecast/forecasters.ts";
import { lawOf } from "../../forecast/laws/formula.ts";
import { questionOf } from "../../question/build.ts";
import type { Question } from "../../records.ts";
import type { Law } from "../../specs.ts";
import { type AskedInFile, type Ground, partsOf } from "./ground.ts";

/** Returns the question. Errors (usage): a metric, threshold, baseline, law or rungs that cannot be asked about. */
export function freeze(name: string, form: Located<AskedInFile>, ground: Ground): Question {
  const { value, errorAt } = form;
  const names = FORECASTERS.map((forecaster) => forecaster.name);
  const parts = partsOf(name, value, ground);
  const question = questionOf(parts, (path, requirement, got) =>
    errorAt(path[0] === "rungs" ? [ground.at, ...path.slice(1)] : path, requirement, got),
  );
  if (!names.includes(value.baseline))
    throw errorAt(["baseline"], `baseline: one of ${names.join(", ")}`, value.baseline);
  requireLaw(form, question.law);
  return question;
}

/** A law that cannot be read is refused before anybody waits for its forecast. */
function requireLaw({ errorAt }: Located<AskedInFile>, law: Law | null): void {
  if (law === null) return;
  try {
    lawOf(law);
  } catch (error) {
    if (!(error instanceof ForeshockError)) throw error;
    throw errorAt(["law", "formula"], "law: a formula of N, D, C, x and its parameters", error);
  }
}
