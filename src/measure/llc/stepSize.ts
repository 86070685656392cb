/**
 * The step size of a sampler, found by the rule that a Metropolis test should accept at least nine in ten of its steps: larger steps
 * distort what is sampled, smaller ones waste draws. Short pilots from w* find the order of magnitude; then pilots as long as the
 * burn-in have to keep the rule where the chains have settled, because singular landscapes grow steeper away from w*.
 */
import { numericError } from "../../base/errors.ts";
import { fold, type Key } from "../../base/random.ts";
import { mean } from "../../math/stats.ts";
import type { Chain, Point } from "./chain.ts";
import type { LlcEstimate, LlcEstimator, Sampling } from "./estimate.ts";
import { LIMITS } from "./problems.ts";

/** Mean acceptance wanted from short pilots at w*. */
const ACCEPTANCE = { low: 0.9, high: 0.95 };
/** Acceptance of all but the worst .5 % of a settled pilot's steps at least: steep places are few, but weigh in the mean, and a chain that blows up there is lost. */
const WORST = { share: 0.005, acceptance: 0.5 };

const SHORT_PILOT = 48;
const FIRST = 1e-2;
const FACTOR = 4;
const MAX_PILOTS = 24;
const MAX_HALVINGS = 12;
/** How often a step that was found is halved because a whole estimate did not keep the rule: pilots are shorter and miss what comes late. */
const MAX_REPEATS = 4;

type Pilot = (stepSize: number, numSteps: number) => Promise<Chain[]>;

/**
 * Returns the estimate at the step size wanted; one that was found (auto) is halved while a chain leaves the finite numbers or the mean
 * acceptance is too low to print a number. Errors (numeric): no step size fits.
 */
export async function estimateAt(
  estimator: LlcEstimator,
  point: Point,
  sampling: Omit<Sampling, "stepSize">,
  wanted: number | "auto",
  key: Key,
): Promise<LlcEstimate> {
  if (wanted !== "auto") return estimator.estimate(point, { ...sampling, stepSize: wanted }, key);
  const found = await findStepSize(estimator, point, sampling, key);
  let estimate = await estimator.estimate(point, { ...sampling, stepSize: found }, key);
  for (let repeat = 1; repeat <= MAX_REPEATS && isTooLarge(estimate); repeat++)
    estimate = await estimator.estimate(point, { ...sampling, stepSize: found / 2 ** repeat }, key);
  return estimate;
}

const isTooLarge = ({ nanShare, acceptance }: LlcEstimate): boolean =>
  nanShare > 0 || (acceptance !== null && acceptance < LIMITS.acceptance);

/** Returns the step size by the rules above. Errors (numeric): no step satisfies them. */
export async function findStepSize(
  estimator: LlcEstimator,
  point: Point,
  sampling: Omit<Sampling, "stepSize">,
  key: Key,
): Promise<number> {
  const pilot: Pilot = (stepSize, numSteps) =>
    estimator.chains(point, { ...sampling, stepSize, numSteps }, fold(key, "pilot", numSteps));
  let stepSize = await startingStep(pilot);
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    const chains = await pilot(stepSize, Math.max(SHORT_PILOT, sampling.numBurninSteps));
    if (hasSettled(chains)) return stepSize;
    stepSize /= 2;
  }
  throw notFound(stepSize);
}

/** Down or up by factors of 4 until the target is bracketed, then by halving the bracket in log step. */
async function startingStep(pilot: Pilot): Promise<number> {
  let [low, high] = [0, Number.POSITIVE_INFINITY];
  let stepSize = FIRST;
  for (let i = 0; i < MAX_PILOTS; i++) {
    const accepted = meanAcceptance(await pilot(stepSize, SHORT_PILOT));
    if (accepted >= ACCEPTANCE.low && accepted <= ACCEPTANCE.high) return stepSize;
    if (accepted < ACCEPTANCE.low) high = stepSize;
    else low = stepSize;
    if (low > 0 && high < low * 1.2) return low;
    stepSize = low === 0 ? high / FACTOR : high === Number.POSITIVE_INFINITY ? low * FACTOR : Math.sqrt(low * high);
  }
  throw notFound(stepSize);
}

/** Whether the second half of a pilot keeps the mean and the worst-case rule, with every chain finite. */
function hasSettled(chains: readonly Chain[]): boolean {
  if (!chains.every(({ trace }) => trace.every(Number.isFinite))) return false;
  const late = chains.flatMap(({ acceptances }) => acceptances.slice(Math.floor(acceptances.length / 2)));
  const worst = late.toSorted((a, b) => a - b)[Math.floor(WORST.share * late.length)]!;
  return mean(late) >= ACCEPTANCE.low && worst >= WORST.acceptance;
}

function meanAcceptance(chains: readonly Chain[]): number {
  return mean(chains.map(({ acceptances, trace }) => (trace.every(Number.isFinite) ? mean(acceptances) : 0)));
}

const notFound = (stepSize: number) =>
  numericError(
    "findStepSize",
    `a step size whose steps are accepted ${ACCEPTANCE.low * 100} % of the time is required`,
    `none down to ${stepSize.toExponential(1)}`,
    "set stepSize to a number, or take another checkpoint",
  );
