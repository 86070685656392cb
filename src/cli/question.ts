/**
 * From predictions/<name>/question.yaml, which people write, to the frozen Question whose digest the ledger holds. Later verbs build
 * it again and compare digests, so an edited task, family or question is noticed before it can matter.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { canonical, digest } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { gridOf } from "../base/jump.ts";
import { type Located, readYaml } from "../base/yaml.ts";
import { FORECASTERS } from "../forecast/forecasters.ts";
import type { QuestionState } from "../ledger/state.ts";
import { METRICS, type Metric } from "../metrics.ts";
import { Question, QuestionFile } from "../records.ts";
import { familyDigest, readFamily } from "../runs/family.ts";
import type { Family } from "../specs.ts";
import type { Project } from "./project.ts";

/** A question as its files ask it now; `familyArgument` is what to type for its family after `foreshock run`. */
export type Asked = { name: string; question: Question; id: string; family: Family; familyArgument: string };

/** Returns the name in `chain`, `predictions/chain` or `predictions/chain/question.yaml`. */
export function questionName(text: string): string {
  const folder = text.endsWith(".yaml") ? path.dirname(text) : text;
  return /[\\/]/.test(folder) ? path.basename(folder) : folder;
}

/** Returns the names of all questions with a question.yaml, sorted. */
export function questionNames(project: Project): string[] {
  return readdirSync(project.predictions)
    .filter((name) => existsSync(questionFile(project, name)))
    .sort();
}

/** The label of the jump that does not come: a rung of that name could not be told from it. */
const NEVER = "never";

const questionFile = (project: Project, name: string) => path.join(project.predictions, name, "question.yaml");

/** Returns the question that predictions/<name>/question.yaml asks now. Errors (usage): missing or wrong files, naming the line. */
export async function readQuestion(project: Project, name: string): Promise<Asked> {
  const file = questionFile(project, name);
  if (!existsSync(file)) {
    const known = questionNames(project);
    const hint = known[0] === undefined ? `write ${file}` : `choose one of ${known.join(", ")}, or write ${file}`;
    throw usageError("question", "a question with predictions/<name>/question.yaml is required", name, hint);
  }
  const form = readYaml("question", file, QuestionFile);
  if (!existsSync(path.resolve(project.dir, form.value.family)))
    throw form.errorAt(["family"], "family: the path of a family's file, from the project's folder", form.value.family);
  const family = await readFamily(form.value.family, project.dir);
  const question = freeze(name, form, family);
  const standard = path.normalize(form.value.family) === path.join("models", "families", `${family.name}.yaml`);
  return { name, question, id: digest(question), family, familyArgument: standard ? family.name : form.value.family };
}

/** How to go on with a changed question. */
export const AS_NEW = "copy it to predictions/<new>/question.yaml, then: foreshock register <new>";

/** Returns the question a registered state was opened with, its files compared. Errors (integrity): they differ, naming the fields. */
export async function readRegistered(project: Project, state: QuestionState): Promise<Asked> {
  const asked = await readQuestion(project, state.name);
  if (asked.id === state.id) return asked;
  throw integrityError(
    `question ${state.name}`,
    "question.yaml, its family and its task have to be as registered",
    differing(asked, state),
    `take the change back, or ${AS_NEW}`,
  );
}

/** Returns what a question's files ask differently from the registered one, as `another threshold, title`. */
export function differing({ question }: Asked, { question: registered }: QuestionState): Error {
  const keys = Object.keys(registered) as (keyof Question)[];
  return new Error(
    `another ${keys.filter((key) => canonical(question[key]) !== canonical(registered[key])).join(", ")}`,
  );
}

function freeze(name: string, form: Located<QuestionFile>, family: Family): Question {
  const { title, metric, threshold, crossing, baseline, rationale } = form.value;
  const draft: Question = {
    name,
    title,
    task: family.task,
    family: family.name,
    familyDigest: familyDigest(family),
    metric,
    betterDirection: directionOf(form),
    threshold,
    crossing,
    step: family.checkpoints.at(-1)!,
    rungs: family.ladder.map((rung) => ({ name: rung.name, nParams: rung.nParams, heldOut: rung.heldOut })),
    numSeeds: family.numSeeds,
    seedAggregation: "mean",
    numExamples: family.numExamples,
    evidence: "observed rungs, all metrics, all steps",
    scoring: { value: "crps", jump: "weighted-rps" },
    floor: 0.01,
    baseline,
    rationale: rationale ?? null,
  };
  if (!FORECASTERS.some((forecaster) => forecaster.name === baseline))
    throw form.errorAt(["baseline"], `baseline: one of ${FORECASTERS.map((f) => f.name).join(", ")}`, baseline);
  const parsed = Question.safeParse(draft);
  if (!parsed.success) throw form.errorAt(parsed.error.issues[0]!.path, parsed.error.issues[0]!.message, draft.name);
  if (family.ladder.some((rung) => rung.name === NEVER))
    throw form.errorAt(["family"], `rungs with other names than the jump's label "${NEVER}" are required`, family.name);
  gridOf(parsed.data);
  return parsed.data;
}

/** The metric's better direction; a metric without one, an unknown one and a threshold that can never be crossed are refused. */
function directionOf({ value: { metric, threshold }, errorAt }: Located<QuestionFile>): "higher" | "lower" {
  const known: Record<string, Metric> = METRICS;
  const usable = Object.keys(known).filter((name) => known[name]!.better !== "neither");
  const found = Object.hasOwn(known, metric) ? known[metric]! : undefined;
  if (found === undefined || found.better === "neither")
    throw errorAt(["metric"], `metric: one of ${usable.join(", ")}`, metric);
  const [low, high] = found.range;
  if (threshold < low || threshold > high)
    throw errorAt(["threshold"], `threshold: a value in the range of ${metric}, ${low} to ${high}`, threshold);
  return found.better;
}
