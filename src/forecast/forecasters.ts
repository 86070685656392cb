/** The forecasters foreshock ships, in the order in which they are listed and scored. The first is the baseline of every question. */

import { margin } from "./answers/margin.ts";
import { bayesMix } from "./bayesMix/bayesMix.ts";
import { ensembleOf } from "./ensemble.ts";
import type { Forecaster } from "./forecaster.ts";
import { bnsl } from "./laws/bnsl/bnsl.ts";
import { formula } from "./laws/formula.ts";
import { powerLaw } from "./laws/powerLaw.ts";
import { saturatingLaw } from "./laws/saturatingLaw.ts";
import { climatology } from "./plain/climatology.ts";
import { logitAccuracyLine } from "./plain/logitAccuracyLine.ts";
import { persistence } from "./plain/persistence.ts";
import { drift } from "./process/drift.ts";
import { gaussianProcess } from "./process/gaussianProcess.ts";
import { progress, progressTestLoss } from "./progress/progress.ts";
import { tokenLine } from "./tokens/tokenLine.ts";
import { TWO_STEP_VARIANTS, twoStep } from "./twoStep/twoStep.ts";

/** The pool of every forecaster that fits a curve; which of them counts how much is decided on the observed rungs. */
export const ensemble: Forecaster = ensembleOf(
  "ensemble",
  "bayes-mix, margin, token-line, laws and two-step with its variants, pooled by rolling-origin backtests",
  [logitAccuracyLine, powerLaw, twoStep, ...TWO_STEP_VARIANTS, tokenLine, margin, bayesMix],
);

/** Every built-in forecaster; each passes the conformance list in test/forecast/conformance.test.ts. */
export const FORECASTERS: readonly Forecaster[] = [
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
  formula,
  progress,
  progressTestLoss,
];

/** Names of forecasters that run many others many times, so that they are asked only where that is wanted. */
export const COSTLY: readonly string[] = [ensemble.name];
