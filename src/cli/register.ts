/** foreshock register: freezes a question in the ledger, and its evidence as soon as the observed runs are there. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { fold, generator, rootKey } from "../base/random.ts";
import { plural, size, stepText, words } from "../base/words.ts";
import { questionStates } from "../ledger/ledger.ts";
import { openQuestion, registerEvidence } from "../ledger/question.ts";
import { RETRODICTION } from "../question/imported.ts";
import { alreadyThere } from "../study/alreadyThere.ts";
import { evidenceOf, nextFor, observedOf } from "../study/evidenceSource.ts";
import { openOrCreateBook, stateBy } from "../study/ledger.ts";
import { findProject, type Project } from "../study/project.ts";
import { AS_NEW, type Asked, differing, questionName, readQuestion } from "../study/questionFile.ts";
import { loadTask } from "../task/load.ts";
import { next } from "./output.ts";
import type { Context, Result } from "./verb.ts";

/** Opens the question `text` (a name or the path of its question.yaml) and registers its evidence if the observed runs exist. */
export async function register(text: string, context: Context): Promise<Result> {
  const project = findProject(context);
  const asked = await readQuestion(project, nameIn(project, text, context.cwd));
  const book = openOrCreateBook(project, context);
  const before = questionStates(book.ledger).find((state) => state.name === asked.name);
  const again = before?.id === asked.id;
  if (before && !again)
    throw usageError(
      "register",
      `question ${asked.name} is registered with other content`,
      differing(asked, before),
      AS_NEW,
    );
  openQuestion(book.ledger, asked.question, context.now(), book.secrets);
  const evidence = before?.evidence == null ? await evidenceOf(project, asked) : null;
  if (evidence !== null) registerEvidence(book.ledger, evidence, context.now(), book.secrets);
  const state = stateBy(book.ledger, asked.name);
  const { numRuns, numMissing } = observedOf(project, asked.origin);
  const then = nextFor(project, state, asked.origin);
  const data = {
    name: asked.name,
    id: asked.id,
    again,
    evidence: state.evidence?.digest ?? null,
    numMissing,
    next: then,
  };
  const seen =
    state.evidence === null
      ? `evidence: ${numMissing} of ${plural(numRuns, "observed run")} missing`
      : `evidence: ${plural(state.evidence.runs.length, "observed run")}, digest ${state.evidence.digest.slice(0, 12)}`;
  const task = again ? [] : await exampleOf(project, asked);
  const note = evidence === null ? [] : alreadyThere(asked.question, evidence);
  return { data, text: [...describe(asked, again), ...task, seen, ...note, next(then)] };
}

/** A path has to be that of a question in this project, because the files beside it belong to the question. */
function nameIn(project: Project, text: string, cwd: string): string {
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
async function exampleOf(project: Project, { question, origin }: Asked): Promise<string[]> {
  const { name, params } = question.task;
  if (origin.kind === "import")
    return [
      `  task: ${name} of import ${origin.info.name} (${origin.info.source}, ${plural(origin.info.files.length, "file")})`,
      `  level L0: forecasts will be retrodictions, because ${RETRODICTION}`,
    ];
  const task = await loadTask(name, params, project.dir);
  const example = task.sample(generator(fold(rootKey("foreshock/example"), name)));
  return [
    `  task: ${task.description} An example:`,
    ...task
      .describe(example)
      .split("\n")
      .map((line) => `    ${line}`),
  ];
}

function describe({ name, id, question }: Asked, again: boolean): string[] {
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
