/**
 * foreshock as a library: the experiment's stages in order, one group of exports each. Every function is documented where it is
 * defined; the command line uses the same ones.
 *
 *   const family = await readFamily("models/families/chain.yaml", ".");
 *   await runPool(observedRuns(family), ".");
 *   const rows = (await Promise.all(observedRuns(family).map((spec) => readSummary(runFolder(".", runKey(spec)).summary)))).flat();
 *   const result = forecastOf(bayesMix, askFrom(question, rows), rootKey(digest(question)));
 */

export { canonical, digest, sha256 } from "./base/canonical.ts";
export { EXIT, type ExitKind, ForeshockError } from "./base/errors.ts";
export { fold, type Generator, generator, type Key, rootKey } from "./base/random.ts";
// How runs developed: rows over steps.
export { type Curve, curveOf, curveOverSizes, meanCurve, seedsOf } from "./development/curve.ts";
export { type DepartureRule, departure, type FalseAlarms, falseAlarms, PAST_PEAK } from "./development/departure.ts";
export { type Development, developmentOf, type Event } from "./development/development.ts";
export { compareLead, type Indicator, jumpStep, type Lead, type LeadComparison, leads } from "./development/leads.ts";
export { NLL_REVERSAL, type Reversal, type ReversalRule, reversal } from "./development/reversal.ts";
export { findStages, type Stage, type Stages, type StageType } from "./development/stages.ts";
export { createEngine } from "./engine/create.ts";
export type { Engine } from "./engine/engine.ts";
export { margin } from "./forecast/answers/margin.ts";
// Forecasting: rows and distributions only.
export { type Ask, askFrom, askOf } from "./forecast/ask.ts";
export { type Answers, askAll, forecastOf } from "./forecast/asking.ts";
export { type Backtest, backtest, originsOf, type Refusal } from "./forecast/backtest.ts";
export { bayesMix } from "./forecast/bayesMix/bayesMix.ts";
export { withChecklist } from "./forecast/checklist.ts";
export { fromCurves, measuredSeeds } from "./forecast/curves.ts";
export { ensembleOf } from "./forecast/ensemble.ts";
export { evidenceFor } from "./forecast/evidence.ts";
export type { Curves, Drawn, Forecaster, ForecastResult, Method, Whole } from "./forecast/forecaster.ts";
export { ensemble, FORECASTERS } from "./forecast/forecasters.ts";
export { fromFile } from "./forecast/human.ts";
export { bnsl } from "./forecast/laws/bnsl/bnsl.ts";
export { formula } from "./forecast/laws/formula.ts";
export { powerLaw } from "./forecast/laws/powerLaw.ts";
export { climatology } from "./forecast/plain/climatology.ts";
export { logitAccuracyLine } from "./forecast/plain/logitAccuracyLine.ts";
export { persistence } from "./forecast/plain/persistence.ts";
export { progress, progressTestLoss } from "./forecast/progress/progress.ts";
export { abscissa, type RungValues } from "./forecast/rungs.ts";
export { scoreTargets } from "./forecast/scoreTargets.ts";
export { tokenLine } from "./forecast/tokens/tokenLine.ts";
export { TWO_STEP_VARIANTS, twoStep } from "./forecast/twoStep/twoStep.ts";
// The ledger: who registered what, in which order.
export type { Rescore } from "./ledger/checkResults.ts";
export type { VerifyOptions } from "./ledger/checks.ts";
export { type Committed, commitForecast, reveal, withdraw } from "./ledger/commit.ts";
export { openSecrets, type Secrets } from "./ledger/crypto/keys.ts";
export { heldOutSeeds, type SeededRun, sealHeldOut, startHeldOut } from "./ledger/heldOut.ts";
export { type Ledger, openLedger, questionStates, readLedger, repair } from "./ledger/ledger.ts";
export { type Revealed, revealedForecasts, sealedRows } from "./ledger/ledgeredFiles.ts";
export { openOutcome } from "./ledger/outcome.ts";
export { closeQuestion, openQuestion, registerEvidence } from "./ledger/question.ts";
export type { QuestionState } from "./ledger/state.ts";
export { type Check, type Verification, verify } from "./ledger/verify.ts";
// Chains: diagnostics.
export { effectiveSampleSize, monteCarloError, splitRhat, traceDrift } from "./math/chains.ts";
// Scoring: a question's outcome and scores, and the rules by themselves.
export { clopperPearson, ksDistance } from "./math/coverage.ts";
export { type CrpsParts, crpsOfDistribution, crpsParts } from "./math/crpsDistribution.ts";
// Distributions: how forecasts are stored.
export { cdf, fromQuantiles, fromSamples, quantile, type Support } from "./math/distribution.ts";
export { type LlcEstimate, type LlcEstimator, llcEstimator, type Sampling } from "./measure/llc/estimate.ts";
// Looking inside: measures at checkpoints, and the local learning coefficient of any landscape.
export { type Landscape, runLandscape } from "./measure/llc/landscape.ts";
export { runLlc } from "./measure/llc/llc.ts";
export { LIMITS, problemsOf } from "./measure/llc/problems.ts";
export { estimateAt, findStepSize } from "./measure/llc/stepSize.ts";
export { type LlcStudy, studyLlc } from "./measure/llc/study.ts";
export { makeMeter } from "./measure/measures.ts";
export type { Bench, Meter, Reading } from "./measure/meter.ts";
export { METRICS, type Metric, type MetricName } from "./metrics.ts";
export { gridOf, jumpLabels, jumpPlaces } from "./question/grid.ts";
export { overCompute, overTokens, type View, viewOf } from "./question/views.ts";
// The nouns on disk, and their schemas.
export {
  AnswerTable,
  Distribution,
  Evidence,
  Forecast,
  ForecastFile,
  LedgerEntry,
  Measurement,
  ObservedRung,
  Outcome,
  Question,
  QuestionFile,
  Score,
  ScoredTarget,
  type TokenRow,
} from "./records.ts";
// Reports.
export type { RegisteredForecast, ReportInput, TimelineEntry } from "./report/input.ts";
export { verdict } from "./report/verdict.ts";
export { writeReport } from "./report/write.ts";
// The standing benchmark on results whose outcome is known.
export type { Benchmark, Line, Section } from "./retrodict/benchmark.ts";
export { type Retrodicted, type RetrodictSettings, retrodict } from "./retrodict/retrodict.ts";
// The lab: families, runs, measurements.
export { familyDigest } from "./runs/buildFamily.ts";
export { readFamily } from "./runs/family.ts";
export { runFolder, runKey } from "./runs/key.ts";
export { readMeasures } from "./runs/measures.ts";
export { heldOutRuns, missing, observedRuns } from "./runs/plan.ts";
export { type PoolEvent, type PoolOptions, type PoolResult, runPool } from "./runs/pool.ts";
export { executeRun, type RunOptions, type RunProgress } from "./runs/run.ts";
export { readSummary, readTokens } from "./runs/store.ts";
export { brier, rps } from "./score/categorical.ts";
export { type SignFlip, signFlipTest, skill } from "./score/compare.ts";
export { type ConformalLevel, conformalLevel } from "./score/conformal.ts";
export { type Corp, corp } from "./score/corp.ts";
export { type Explanation, explain } from "./score/explain.ts";
export { jumpWeights, weightedRps } from "./score/jump.ts";
export { type Order, orderBrier, orderOf, orderOfBins } from "./score/jumpOrder.ts";
export { logScore } from "./score/logScore.ts";
export { type Quantiles, type Wis, wis } from "./score/parametric/quantileRules.ts";
export { peerPoints } from "./score/points.ts";
export { resolve } from "./score/resolve.ts";
export { checkForecast, type Entry, score } from "./score/score.ts";
export { byCut, byHorizon } from "./score/slices.ts";
export { type ForecasterSummary, summarise } from "./score/summary.ts";
export { type ImportInfo, importNames } from "./source/info.ts";
// Results measured elsewhere.
export { readLmEval } from "./source/lmEval.ts";
export { readOlmoLadder } from "./source/olmoLadder.ts";
export { readImport, writeImport } from "./source/store.ts";
export { readMappedTable } from "./source/table.ts";
export {
  Family,
  Law,
  LlcSpec,
  MeasureSpec,
  ModelSpec,
  Rung,
  RunSpec,
  SuccessDefinition,
  TaskSpec,
  TrainSpec,
} from "./specs.ts";
export { defineTask, type Example, integer, real, shuffled, type TaskDefinition, zipf } from "./task/define.ts";
export { loadTask, taskNames } from "./task/load.ts";
