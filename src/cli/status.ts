/** foreshock status: the home page. One line per question: where it stands, who has registered, what to type next. */
import { type ForeshockError, integrityError } from "../base/errors.ts";
import { plural } from "../base/words.ts";
import {
  type Observed,
  type QuestionStanding,
  type Standing,
  standingOf,
  type Unasked,
} from "../study/standing/standing.ts";
import { color, next } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

/** Returns one line per question of the project, registered or not, and one per family or import that no question asks about. */
export async function status(context: Context): Promise<Result> {
  const study = studyOf(context);
  const standing = standingOf(study);
  const { ledgerLines, known, questions, families, imports } = standing;
  const head = `${study.dir}${ledgerLines === 0 ? "" : `, ledger of ${plural(ledgerLines, "line")}, ${knownText(standing)}`}`;
  const none = ["no question yet: write predictions/<name>/question.yaml"];
  return {
    ...(known.kind === "damaged" ? { problem: damaged(known.files) } : {}),
    data: { project: study.dir, ledgerLines, verified: known, questions, families, imports },
    text: [
      color.dim(head),
      ...(questions.length === 0 ? none : questions.flatMap(questionText)),
      ...families.flatMap((line) => unaskedText("a family", line)),
      ...imports.flatMap((line) => unaskedText("an import", line)),
    ],
  };
}

/** How far the record is known to hold, without checking it now. */
function knownText({ known, ledgerLines }: Standing): string {
  if (known.kind === "damaged") return "not as it was verified";
  if (known.kind === "never") return "not verified here (foreshock verify)";
  return known.numLines === ledgerLines ? "verified here" : `verified here up to line ${known.numLines}`;
}

function damaged(files: readonly string[]): ForeshockError {
  return integrityError(
    "status files",
    "every file as the ledger names it is required",
    new Error(`${files.join(", ")} missing or changed`),
    "foreshock verify",
  );
}

function questionText(line: QuestionStanding): string[] {
  const { name, id, stage, forecasters, observed, heldOut } = line;
  const about = line.import === null ? "" : `, about import ${line.import}`;
  const who = forecasters.length > 0 ? `, forecasts by ${forecasters.join(", ")}` : "";
  const sealed =
    id !== null && stage !== "registered" && stage !== "open"
      ? `, held-out runs sealed ${heldOut.sealed}/${heldOut.total}`
      : "";
  const what = `${id ? ` ${id.slice(0, 12)}` : ""}: ${stage}${about}${who}${runsText(observed)}${sealed}`;
  return lineText(name, what, line);
}

function unaskedText(what: string, line: Unasked): string[] {
  return lineText(line.name, `: ${what} without a question${runsText(line.observed)}`, line);
}

const runsText = (observed: Observed | null) => (observed ? `, observed runs ${observed.done}/${observed.total}` : "");

function lineText(name: string, what: string, { problem, next: then }: { problem: string | null; next: string }) {
  return [
    `${color.bold(name)}${what}  ${next(then)}`,
    ...(problem === null ? [] : [`  ${color.yellow("note:")} ${problem}`]),
  ];
}
