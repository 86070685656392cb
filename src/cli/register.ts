/** foreshock register: freezes a question in the ledger, and its evidence as soon as the observed runs are there. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { plural, size, stepText, words } from "../base/words.ts";
import { RETRODICTION } from "../question/imported.ts";
import { alreadyThere } from "../study/alreadyThere.ts";
import { questionName } from "../study/asking/place.ts";
import { nextFor, type Sourced } from "../study/evidenceSource.ts";
import { exampleOf, type TaskExample } from "../study/example.ts";
import type { Study } from "../study/project.ts";
import { registerQuestion } from "../study/register.ts";
import { alreadyThereText } from "./forecastText.ts";
import { next } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

/** Opens the question `text` (a name or the path of its question.yaml) and registers its evidence if the observed runs exist. */
export async function register(text: string, context: Context): Promise<Result> {
  const study = studyOf(context);
  const { asked, state, again, evidence, numRuns, numMissing, known } = await registerQuestion(
    study,
    nameIn(study, text, context.cwd),
  );
  const then = nextFor(study, state, asked.origin);
  const data = {
    name: asked.name,
    id: asked.id,
    again,
    evidence: state.evidence?.digest ?? null,
    numMissing,
    known,
    openings: state.openings,
    next: then,
  };
  const seen =
    state.evidence === null
      ? `evidence: ${numMissing} of ${plural(numRuns, "observed run")} missing`
      : `evidence: ${plural(state.evidence.runs.length, "observed run")}, digest ${state.evidence.digest.slice(0, 12)}`;
  const task = again ? [] : taskText(asked, await exampleOf(study, asked));
  const note = evidence === null ? [] : alreadyThereText(asked.question, alreadyThere(asked.question, evidence));
  return {
    data,
    text: [...describe(asked, again), ...task, seen, ...note, ...knownText(known, state.openings), next(then)],
  };
}

/** A path has to be that of a question in this project, because the files beside it belong to the question. */
function nameIn(project: Study, text: string, cwd: string): string {
  const name = questionName(text);
  const folder = path.join(project.predictions, name);
  const given = path.resolve(cwd, text);
  if (name === text || given === folder || given === path.join(folder, "question.yaml")) return name;
  throw usageError(
    "register",
    "predictions/<name>/question.yaml in this project is required",
    text,
    `copy it to ${path.join(folder, "question.yaml")}, then: foreshock register ${name}`,
  );
}

/** What the task asks, with one example where it is made here: the asker sees what is frozen. */
function taskText({ question, origin }: Sourced, example: TaskExample | null): string[] {
  if (origin.kind === "import")
    return [
      `  task: ${question.task.name} of import ${origin.info.name} (${origin.info.source}, ${plural(origin.info.files.length, "file")})`,
      `  level L0: forecasts will be retrodictions, because ${RETRODICTION}`,
    ];
  return [`  task: ${example!.description} An example:`, ...example!.text.split("\n").map((line) => `    ${line}`)];
}

function describe({ name, id, question }: Sourced, again: boolean): string[] {
  const list = (heldOut: boolean) =>
    question.rungs
      .filter((rung) => rung.heldOut === heldOut)
      .map((rung) => `${rung.name} (${size(rung.nParams)})`)
      .join(", ");
  const reaches = question.betterDirection === "higher" ? "reach" : "fall to";
  return [
    `${name} ${id.slice(0, 12)} ${again ? "was registered before" : "is registered"}: ${question.title}`,
    `  asked: where does the ${words(question.metric)}${stepText(question)}, mean of ${plural(question.numSeeds, "seed")}, ${reaches} ${question.threshold} and stay there?`,
    `  observed: ${list(false)}`,
    `  held out: ${list(true)}`,
  ];
}

/** What makes a question less blind than it looks, said while another can still be asked. */
function knownText(known: readonly string[], openings: number): string[] {
  return [
    ...(known.length > 0
      ? [
          `warning: ${plural(known.length, "finished run")} of this task at a held-out size in models/runs (${known[0]!.slice(0, 8)}..): whoever has looked knows what comes`,
        ]
      : []),
    ...(openings > 1 ? [`warning: opening ${openings} of this recipe in this ledger; the report says so`] : []),
  ];
}
