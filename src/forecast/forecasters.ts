/** The forecasters foreshock ships, in the order in which they are listed and scored. The first is the baseline of every question. */

import { usageError } from "../base/errors.ts";
import { margin } from "./answers/margin.ts";
import { bayesMix } from "./bayesMix/bayesMix.ts";
import { ensembleOf } from "./ensemble.ts";
import type { Forecaster } from "./forecaster.ts";
import { bnsl } from "./laws/bnsl/bnsl.ts";
import { directLaw } from "./laws/directLaw.ts";
import { formula } from "./laws/formula.ts";
import { powerLaw } from "./laws/powerLaw.ts";
import { saturatingLaw } from "./laws/saturatingLaw.ts";
import { climatology } from "./plain/climatology.ts";
import { logitAccuracyLine } from "./plain/logitAccuracyLine.ts";
import { persistence } from "./plain/persistence.ts";
import { seedMixture } from "./plain/seedMixture.ts";
import { drift } from "./process/drift.ts";
import { gaussianProcess } from "./process/gaussianProcess.ts";
import { hierarchicalProcess } from "./process/hierarchicalProcess.ts";
import { progress, progressTestLoss } from "./progress/progress.ts";
import { stackingOf } from "./stacking/stacking.ts";
import { MEASURED_WEIGHTS } from "./stacking/weights.ts";
import { tokenLine } from "./tokens/tokenLine.ts";
import { TWO_STEP_VARIANTS, twoStep } from "./twoStep/twoStep.ts";

/**
 * The pool that needs no other tasks: nine forecasters that were there before any were measured on (the later ones were never tried in it);
 * which of them counts how much is decided on the observed rungs.
 */
export const ensemble: Forecaster = ensembleOf(
  "ensemble",
  "bayes-mix, margin, token-line, laws and two-step with its variants, pooled by rolling-origin backtests",
  [logitAccuracyLine, powerLaw, twoStep, ...TWO_STEP_VARIANTS, tokenLine, margin, bayesMix],
);

/** Forecasters that learned nothing from other tasks: the same whatever source is left out. */
const UNTAUGHT: readonly Forecaster[] = [
  persistence,
  climatology,
  bayesMix,
  ensemble,
  margin,
  tokenLine,
  twoStep,
  powerLaw,
  bnsl,
  logitAccuracyLine,
  gaussianProcess,
  drift,
  saturatingLaw,
  directLaw,
  seedMixture,
  formula,
  progress,
  progressTestLoss,
];

/** Names of those that learned from other tasks: each source gets its own. */
export const TAUGHT: readonly string[] = ["stacking", "hierarchical-process"];

/**
 * Returns every forecaster, those that learned from other tasks as they are without one source of published results ("" = with all). A
 * source that was not among those learned from leaves nothing out.
 */
export function forecastersWithout(source: string): readonly Forecaster[] {
  const taught = hierarchicalProcess(source);
  const weights = MEASURED_WEIGHTS.published[source] ?? MEASURED_WEIGHTS.published[""]!;
  const { families } = MEASURED_WEIGHTS;
  const stacking = stackingOf([taught, ...UNTAUGHT], { published: weights, families });
  const [first, second, ...others] = UNTAUGHT;
  return [first!, second!, stacking, taught, ...others];
}

/** Every built-in forecaster; each passes the conformance list in test/forecast/conformance.test.ts. */
export const FORECASTERS: readonly Forecaster[] = forecastersWithout("");

/** Names of forecasters that run many others many times, so that they are asked only where that is wanted. */
export const COSTLY: readonly string[] = [ensemble.name];

/** Returns the forecaster of a name. Errors (usage): there is none. */
export function forecasterBy(wanted: string): Forecaster {
  const found = FORECASTERS.find((forecaster) => forecaster.name === wanted);
  if (found) return found;
  const known = FORECASTERS.map((forecaster) => forecaster.name).join(", ");
  throw usageError("forecast", `one of the forecasters ${known} is required`, wanted, "foreshock forecast --list");
}
