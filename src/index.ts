/**
 * foreshock as a library. A study does everything that the command line does, as calls that return data; below it come the parts it is made
 * of, one group each. Every function is documented where it is defined; README has a whole question, from its file to its report.
 *
 *   const study = openStudy("my-study", { home: "keys", now: () => new Date().toISOString() });
 *   await registerQuestion(study, "chain");
 */

// A study: one project on disk and all one can do with it.

export { alreadyThere } from "./study/alreadyThere.ts";
export type { OnAsk } from "./study/answering/answers.ts";
export { readQuestion } from "./study/asking/file.ts";
export { questionName, questionNames } from "./study/asking/place.ts";
export { type Closed, closeForecasts } from "./study/closing.ts";
export { evidenceOf, nextFor, type Origin, type Sourced } from "./study/evidenceSource.ts";
export { exampleOf, type TaskExample } from "./study/example.ts";
export { familyBy } from "./study/family.ts";
export { type PlaceReading, type RungReading, readForecast } from "./study/forecastReading.ts";
export {
  commitForecasts,
  type Forecasts,
  forecasterList,
  type MakeOptions,
  makeForecasts,
  type OwnNumbers,
  readNumbers,
  requireOwnName,
  suggestedForecaster,
} from "./study/forecasts.ts";
export { keptHead } from "./study/keptHead.ts";
export { repairLedger, requireLedger, requireLedgerFile } from "./study/ledger.ts";
export { type Included, newProject } from "./study/newProject.ts";
export { findProject, openStudy, type Project, type Study } from "./study/project.ts";
export { questionsOn } from "./study/questionsOn.ts";
export { type Registered, registerQuestion } from "./study/register.ts";
export { reportOn } from "./study/reportInput.ts";
export { type TrainedHeldOut, trainHeldOut } from "./study/running/heldOut.ts";
export { type Total, type TrainingMeter, trainingMeter } from "./study/running/meter.ts";
export { type Trained, type TrainOptions, trainObserved } from "./study/running/train.ts";
export { readScored, type Scored, scoreQuestion } from "./study/score.ts";
export {
  type Observed,
  type QuestionStanding,
  type Standing,
  standingOf,
  type Unasked,
} from "./study/standing/standing.ts";
export type { Known } from "./study/standing/verified.ts";
export {
  type StudyCheck,
  type StudyLevel,
  type StudyVerification,
  type VerifyStudyOptions,
  verifyStudy,
} from "./study/verify.ts";

// Asked of finished and of known results: backtests, intervals, orders of jumps, exports; published results as imports.

export { exportHub, type ScoredQuestion, type WrittenHub } from "./hub/export.ts";
export type { HubQuestion, HubScore } from "./hub/hub.ts";
export type { HubForecast } from "./hub/names.ts";
export { type ImportInfo, importNames } from "./source/info.ts";
export { type LmEvalOptions, readLmEval } from "./source/lmEval/lmEval.ts";
export { readOlmoLadder } from "./source/olmoLadder.ts";
export type { ModelFacts } from "./source/sizes.ts";
export type { LeftOut, Source, SourceRow } from "./source/source.ts";
export { type ImportOrigin, readImport, writeImport } from "./source/store.ts";
export { readMappedTable, type TableOptions } from "./source/table.ts";
export { type Backtested, type BacktestOptions, backtestOf, type ViewResult } from "./study/backtest/run.ts";
export { type FrameOptions, VIEW_NAMES, type ViewName } from "./study/backtest/views.ts";
export { type Compared, compareForecasts, overallScore } from "./study/finished/compare.ts";
export { type Conformal, conformalIntervals } from "./study/finished/conformal.ts";
export { jumpOrders, type OrderEntry } from "./study/finished/jumpOrders.ts";
export { questionsToExport } from "./study/finished/toExport.ts";
export { type Importing, importResults } from "./study/imports/keep.ts";
export { type ReadSource, readSource, type SourceReading } from "./study/imports/read.ts";
export { type Sealed, sealHeldOutRows } from "./study/imports/seal.ts";
export type { HoldOut } from "./study/imports/split.ts";

// Looking inside a study's trained models, and published phenomena.

export type { PhenomenonRow } from "./phenomena/page/headline.ts";
export { PHENOMENA } from "./phenomena/phenomena.ts";
export type { Phenomenon } from "./phenomena/phenomenon.ts";
export { developmentOfFamily, type FamilyDevelopment } from "./study/inside/development.ts";
export { type Checkpoint, type CheckpointStudy, llcSettings, studyCheckpoint } from "./study/inside/llc.ts";
export { type ObservedMeans, observedMeans, type RungMeans } from "./study/inside/observed.ts";
export { type Reproduced, type ReproduceOptions, reproducePhenomena } from "./study/inside/reproduce.ts";

// The nouns on disk, their schemas, and what they mean.

export { METRICS, type Metric, type MetricName, metricOf } from "./metrics.ts";
export { type QuestionParts, questionOf } from "./question/build.ts";
export { type Grid, gridOf, type JumpPlace, jumpLabels, jumpPlaces } from "./question/grid.ts";
export { RETRODICTION } from "./question/imported.ts";
export { type Kind, kindOf } from "./question/kind.ts";
export { lossText, type OriginRecord } from "./question/originRecord.ts";
export { overCompute, overTokens, type View, viewOf } from "./question/views.ts";
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
  type QuestionRung,
  type QuestionStage,
  Score,
  ScoredTarget,
  type TokenRow,
} from "./records.ts";
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

// Errors, digests, and keys from which all randomness comes.

export { canonical, digest, sha256 } from "./base/canonical.ts";
export { EXIT, type ExitKind, ForeshockError } from "./base/errors.ts";
export { fold, type Generator, generator, type Key, rootKey } from "./base/random.ts";

// The lab: tasks, families, runs, measurements, learning coefficients.

export { createEngine } from "./engine/create.ts";
export type { Engine } from "./engine/engine.ts";
export { effectiveSampleSize, monteCarloError, splitRhat, traceDrift } from "./math/chains.ts";
export { type LlcEstimate, type LlcEstimator, llcEstimator, type Sampling } from "./measure/llc/estimate.ts";
export { type Landscape, runLandscape } from "./measure/llc/landscape.ts";
export { runLlc } from "./measure/llc/llc.ts";
export { LIMITS, problemsOf } from "./measure/llc/problems.ts";
export { estimateAt, findStepSize } from "./measure/llc/stepSize.ts";
export { type LlcStudy, studyLlc } from "./measure/llc/study.ts";
export { makeMeter } from "./measure/measures.ts";
export type { Bench, Meter, Reading } from "./measure/meter.ts";
export { familyDigest } from "./runs/buildFamily.ts";
export { readFamily } from "./runs/family.ts";
export { runFolder, runKey } from "./runs/key.ts";
export { readMeasures } from "./runs/measures.ts";
export { heldOutRuns, missing, observedRuns } from "./runs/plan.ts";
export { type PoolEvent, type PoolOptions, type PoolResult, runPool } from "./runs/pool.ts";
export { executeRun, type RunOptions, type RunProgress } from "./runs/run.ts";
export { readSummary, readTokens } from "./runs/store.ts";
export { defineTask, type Example, integer, real, shuffled, type TaskDefinition, zipf } from "./task/define.ts";
export { loadTask, taskNames } from "./task/load.ts";

// How runs developed: rows over steps.

export { type Curve, curveOf, curveOverSizes, meanCurve, seedsOf } from "./development/curve.ts";
export { type DepartureRule, departure, type FalseAlarms, falseAlarms, PAST_PEAK } from "./development/departure.ts";
export { type Development, developmentOf, type Event } from "./development/development.ts";
export { compareLead, type Indicator, jumpStep, type Lead, type LeadComparison, leads } from "./development/leads.ts";
export { NLL_REVERSAL, type Reversal, type ReversalRule, reversal } from "./development/reversal.ts";
export { findStages, type Stage, type Stages, type StageType } from "./development/stages.ts";

// Forecasting: a question, the rows it allows, distributions. Forecasters see nothing else.

export { margin } from "./forecast/answers/margin.ts";
export { type Ask, askFrom, askOf } from "./forecast/ask.ts";
export {
  type Answers,
  askAll,
  askBesideReference,
  type BesideReference,
  forecastOf,
  type Refusal,
} from "./forecast/asking.ts";
export { type Backtest, type BacktestRows, backtest, originsOf } from "./forecast/backtest.ts";
export { bayesMix } from "./forecast/bayesMix/bayesMix.ts";
export { withChecklist } from "./forecast/checklist.ts";
export { fromCurves, measuredSeeds } from "./forecast/curves.ts";
export { ensembleOf } from "./forecast/ensemble.ts";
export { evidenceFor } from "./forecast/evidence.ts";
export type { Curves, Drawn, Forecaster, ForecastResult, Method, Stated, Whole } from "./forecast/forecaster.ts";
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
export { cdf, fromQuantiles, fromSamples, quantile, type Support } from "./math/distribution.ts";

// The ledger: who registered what, in which order.

export type { Rescore } from "./ledger/checkResults.ts";
export type { CheckId, VerifyOptions } from "./ledger/checks.ts";
export { type Committed, commitForecast, reveal, withdraw } from "./ledger/commit.ts";
export { openSecrets, type Secrets } from "./ledger/crypto/keys.ts";
export type { PlannedRun } from "./ledger/crypto/seeds.ts";
export { heldOutSeeds, type SeededRun, sealHeldOut, startHeldOut } from "./ledger/heldOut.ts";
export { type Ledger, openLedger, questionStates, readLedger, repair, type Writer } from "./ledger/ledger.ts";
export { type Revealed, revealedForecasts, sealedRows } from "./ledger/ledgeredFiles.ts";
export { openOutcome } from "./ledger/outcome.ts";
export { closeQuestion, openQuestion, registerEvidence } from "./ledger/question.ts";
export type { CommitState, QuestionState, RunState } from "./ledger/state.ts";
export { type Check, type ForecastLevel, type Verification, verify } from "./ledger/verify.ts";

// Scoring: a question's outcome and scores; rules by themselves are in foreshock/scores.

export { clopperPearson, ksDistance } from "./math/coverage.ts";
export { type CrpsParts, crpsOfDistribution, crpsParts } from "./math/crpsDistribution.ts";
export { brier, rps } from "./score/categorical.ts";
export type { SkillInterval } from "./score/cluster.ts";
export { type SignFlip, signFlipTest, skill } from "./score/compare.ts";
export { type ConformalLevel, conformalLevel } from "./score/conformal.ts";
export { type Corp, corp, type ReliabilityPoint } from "./score/corp.ts";
export { type Explanation, explain, type JumpTerm, type RungTerm } from "./score/explain.ts";
export { jumpWeights, weightedRps } from "./score/jump.ts";
export { type Order, orderBrier, orderOf, orderOfBins } from "./score/jumpOrder.ts";
export { logScore } from "./score/logScore.ts";
export { type Quantiles, type Wis, wis } from "./score/parametric/quantileRules.ts";
export { peerPoints } from "./score/points.ts";
export { resolve } from "./score/resolve.ts";
export { checkForecast, type Entry, score } from "./score/score.ts";
export { byCut, byHorizon, type CutRow, type HorizonRow } from "./score/slices.ts";
export { type Comparison, type Coverage, type ForecasterSummary, type MeanLosses, summarise } from "./score/summary.ts";

// Pages.

export { type BacktestInput, type BacktestView, type CurvePoint, writeBacktest } from "./report/backtest.ts";
export {
  publishable,
  type RegisteredForecast,
  type ReportCheck,
  type ReportInput,
  type TimelineEntry,
} from "./report/input.ts";
export { type LeaderboardRow, leaderboard } from "./report/leaderboard.ts";
export { verdict } from "./report/verdict.ts";
export { writeReport } from "./report/write.ts";

// The standing benchmark.

export { type Benchmarked, type BenchmarkSettings, runBenchmark } from "./benchmark/benchmark.ts";
export type { Benchmark, Line, Section } from "./retrodict/benchmark.ts";
export type { Cases } from "./retrodict/retrodict.ts";
