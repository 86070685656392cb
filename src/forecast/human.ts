/**
 * People's own numbers as a forecast of the same form as a program's: quantiles become distributions, labelled masses become bins.
 * What cannot be meant is refused with the level, value or label named, because a forecast cannot be mended after its commitment.
 */
import { ForeshockError, usageError } from "../base/errors.ts";
import { fromQuantiles } from "../math/distribution.ts";
import { gridOf, jumpLabels } from "../question/grid.ts";
import { rangeOf } from "../question/kind.ts";
import type { Evidence, Forecast, ForecastFile, Question, QuestionRung } from "../records.ts";
import { withFloor } from "./curves.ts";

/**
 * Returns the forecast a person wrote: per held-out rung the CDF through the quantiles (levels as text, "0.05"), and the jump's
 * masses by the labels of `jumpLabels` (a label left out is 0) with the question's floor mixed in; `parameters` keep the floor and
 * the masses as written. Refuses missing or unknown rungs and labels, levels that are not numbers in (0, 1), crossing quantiles,
 * values outside the metric's range, and masses that do not sum to 1 within 1e-9.
 */
export function fromFile(
  question: Question,
  evidence: Pick<Evidence, "question" | "digest">,
  file: ForecastFile,
  forecaster: string,
): Forecast {
  const { heldOut } = gridOf(question);
  checkNames(question, heldOut, file);
  const masses = massesOf(question, file);
  return {
    question: evidence.question,
    forecaster,
    evidence: evidence.digest,
    targets: heldOut.map((rung) => ({
      rung: rung.name,
      nParams: rung.nParams,
      distribution: distributionOf(question, rung, file.targets[rung.name]!),
      success: null,
    })),
    jump: withFloor(question, masses),
    sharpness: null,
    parameters: { jumpAsWritten: masses, jumpFloor: question.floor },
    rationale: file.rationale ?? null,
  };
}

function fail(requirement: string, got: unknown, hint: string): ForeshockError {
  return usageError("fromFile", requirement, got, hint);
}

function checkNames(question: Question, heldOut: readonly QuestionRung[], file: ForecastFile): void {
  const rungs = heldOut.map((rung) => rung.name);
  const labels = jumpLabels(question);
  const quoted = (names: string[]) => names.map((name) => `"${name}"`).join(", ");
  const missing = rungs.filter((rung) => !Object.hasOwn(file.targets, rung));
  if (missing.length > 0)
    throw fail(
      "quantiles for every held-out rung are required",
      `none for ${missing.join(", ")}`,
      `add ${quoted(missing)}`,
    );
  const strange = Object.keys(file.targets).filter((rung) => !rungs.includes(rung));
  if (strange.length > 0)
    throw fail("held-out rungs only are required", strange.join(", "), `the held-out rungs are ${quoted(rungs)}`);
  const unknown = Object.keys(file.jump).filter((label) => !labels.includes(label));
  if (unknown.length > 0)
    throw fail("known jump labels are required", unknown.join(", "), `the labels are ${quoted(labels)}`);
}

function massesOf(question: Question, file: ForecastFile): number[] {
  const masses = jumpLabels(question).map((label) => file.jump[label] ?? 0);
  const written = Object.entries(file.jump).map(([label, mass]) => `${label}: ${mass}`);
  const total = masses.reduce((running, mass) => running + mass, 0);
  if (masses.some((mass) => !(mass >= 0 && mass <= 1)) || Math.abs(total - 1) > 1e-9)
    throw fail(
      "jump masses in [0, 1] that sum to 1 are required",
      `${total} from ${written.join(", ")}`,
      "mend the masses",
    );
  return masses;
}

function distributionOf(question: Question, rung: QuestionRung, quantiles: Record<string, number>) {
  const written = Object.entries(quantiles);
  const wrong = written.find(([level]) => level.trim() === "" || Number.isNaN(Number(level)));
  if (wrong)
    throw fail(
      `levels that are numbers are required for ${rung.name}`,
      `${wrong[0]}: ${wrong[1]}`,
      'write levels such as "0.05"',
    );
  try {
    const levels = written.map(([level]) => Number(level));
    const values = written.map(([, value]) => value);
    return fromQuantiles(levels, values, rangeOf(question.metric));
  } catch (error) {
    if (!(error instanceof ForeshockError)) throw error;
    const message = error.message.replace("fromQuantiles:", `fromFile: rung ${rung.name}:`);
    throw new ForeshockError(error.kind, message, error.hint);
  }
}
