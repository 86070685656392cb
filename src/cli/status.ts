/** foreshock status: the home page. One line per question: where it stands, who has registered, what to type next. */
import { ForeshockError } from "../base/errors.ts";
import { questionStates } from "../ledger/ledger.ts";
import { plannedRuns } from "../ledger/seeds.ts";
import { primaries, type QuestionState } from "../ledger/state.ts";
import { readBook } from "./book.ts";
import type { Context, Result } from "./context.ts";
import { color, next } from "./output.ts";
import { findProject, type Project } from "./project.ts";
import { type Asked, questionNames, readQuestion } from "./question.ts";
import { countObserved } from "./rows.ts";
import { nextStep, numSealed, stageOf } from "./stage.ts";

type Line = {
  name: string;
  id: string | null;
  stage: string;
  forecasters: string[];
  observed: { done: number; total: number } | null;
  heldOut: { sealed: number; total: number };
  problem: string | null;
  next: string;
};

/** Returns one line per question of the project, registered or not. */
export async function status(context: Context): Promise<Result> {
  const project = findProject(context);
  const ledger = readBook(project);
  const states = ledger === null ? [] : questionStates(ledger);
  const names = [...new Set([...states.map((state) => state.name), ...questionNames(project)])];
  const lines: Line[] = [];
  for (const name of names)
    lines.push(
      await lineOf(
        project,
        name,
        states.find((state) => state.name === name),
      ),
    );
  const head = `${project.dir}${ledger === null ? "" : `, ledger of ${ledger.entries.length} lines`}`;
  const none = ["no question yet: write predictions/<name>/question.yaml"];
  return {
    data: { project: project.dir, ledgerLines: ledger?.entries.length ?? 0, questions: lines },
    text: [color.dim(head), ...(lines.length === 0 ? none : lines.flatMap(lineText))],
  };
}

async function lineOf(project: Project, name: string, state: QuestionState | undefined): Promise<Line> {
  const asked = await readQuestion(project, name).catch((error: unknown) => {
    if (error instanceof ForeshockError) return error;
    throw error;
  });
  const problem = asked instanceof ForeshockError ? asked : changed(asked, state);
  const files = asked instanceof ForeshockError ? null : asked;
  const counts = files && countObserved(project, files.family);
  const heldOut = state ?? null;
  return {
    name,
    id: state?.id ?? null,
    stage: state ? stageOf(state) : "not registered",
    forecasters: state ? primaries(state).map(({ forecaster }) => forecaster) : [],
    observed: counts && { done: counts.numRuns - counts.numMissing, total: counts.numRuns },
    heldOut: heldOut
      ? { sealed: numSealed(heldOut), total: plannedRuns(heldOut.question).length }
      : { sealed: 0, total: 0 },
    problem: problem?.message ?? null,
    next: state ? nextStep(state, files?.familyArgument, counts?.numMissing) : `foreshock register ${name}`,
  };
}

function changed({ id }: Asked, state: QuestionState | undefined): { message: string } | null {
  return state && state.id !== id
    ? { message: "question.yaml, its family or its task has changed since it was registered" }
    : null;
}

function lineText({ name, id, stage, forecasters, observed, heldOut, problem, next: then }: Line): string[] {
  const who = forecasters.length > 0 ? `, forecasts by ${forecasters.join(", ")}` : "";
  const runs = observed ? `, observed runs ${observed.done}/${observed.total}` : "";
  const sealed =
    id !== null && stage !== "registered" && stage !== "open"
      ? `, held-out runs sealed ${heldOut.sealed}/${heldOut.total}`
      : "";
  return [
    `${color.bold(name)}${id ? ` ${id.slice(0, 12)}` : ""}: ${stage}${who}${runs}${sealed}  ${next(then)}`,
    ...(problem === null ? [] : [`  ${color.yellow("note:")} ${problem}`]),
  ];
}
