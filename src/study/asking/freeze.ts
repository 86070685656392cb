/** The question that is frozen: what its file asks about its ground, every complaint at its line. */
import { ForeshockError } from "../../base/errors.ts";
import type { Located } from "../../base/yaml.ts";
import { FORECASTERS } from "../../forecast/forecasters.ts";
import { lawOf } from "../../forecast/laws/formula.ts";
import { gridOf } from "../../question/grid.ts";
import { Question } from "../../records.ts";
import type { Law } from "../../specs.ts";
import { type AskedInFile, directionOf, type Ground, questionFrom } from "./ground.ts";

/** The label of the jump that does not come: a rung of that name could not be told from it. */
const NEVER = "never";

/** Returns the question. Errors (usage): a metric, threshold, baseline, law or rungs that cannot be asked about. */
export function freeze(name: string, form: Located<AskedInFile>, ground: Ground): Question {
  const { baseline } = form.value;
  const draft = questionFrom(name, form.value, ground, directionOf(form));
  if (!FORECASTERS.some((forecaster) => forecaster.name === baseline))
    throw form.errorAt(["baseline"], `baseline: one of ${FORECASTERS.map((f) => f.name).join(", ")}`, baseline);
  requireLaw(form, draft.law);
  const parsed = Question.safeParse(draft);
  if (!parsed.success) throw form.errorAt(parsed.error.issues[0]!.path, parsed.error.issues[0]!.message, draft.name);
  if (draft.rungs.some((rung) => rung.name === NEVER))
    throw form.errorAt(
      [ground.at],
      `rungs with other names than the jump's label "${NEVER}" are required`,
      draft.family,
    );
  gridOf(parsed.data);
  return parsed.data;
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
