/** When an estimate must not be printed: each rule with its limit and the sentence that says what to do about it. */
import type { LlcEstimate } from "./estimate.ts";

/** Limits of the diagnostics; conventions of this project. */
export const LIMITS = {
  /** Split R-hat at most. */
  rhat: 1.1,
  /** Effective draws at least, over all chains. */
  ess: 40,
  /** Three errors below the estimate: at most this share above half the moving weights. */
  excess: 0.05,
  /** Mean Metropolis acceptance at least. */
  acceptance: 0.8,
  /** Drift of the trace: at most this share of the estimate, unless within three of its standard errors. */
  drift: 0.15,
  /** Monte Carlo error at most, as a share of the estimate. */
  error: 0.25,
  /** Change of the estimate at half the step: at most this share, unless within three standard errors of the difference. */
  sensitivity: 0.1,
} as const;

const shown = (value: number) => value.toPrecision(3);

/** Returns why an estimate must not be used, one sentence each; none when it may. */
export function problemsOf(estimate: LlcEstimate): string[] {
  const { llc, stderr, nanShare, negativeShare, numMoving } = estimate;
  if (nanShare > 0)
    return [`${shown(100 * nanShare)} % of the chains left the finite numbers: take a smaller step size`];
  if (llc === null) return ["no chain is finite: take a smaller step size"];
  const problems: string[] = [];
  if (negativeShare > 0)
    problems.push(
      `${shown(100 * negativeShare)} % of the chains find lower loss than the weights have: they are no minimum; raise localization or take a later checkpoint`,
    );
  if (llc - 3 * (stderr ?? 0) > (1 + LIMITS.excess) * (numMoving / 2))
    problems.push(
      `llc ${shown(llc)} is above half the ${numMoving} weights, which no minimum exceeds: the chains left the basin; raise localization`,
    );
  return [...problems, ...chainProblems(estimate, llc)];
}

/** Returns the problem that the estimate changes when its step is halved, if it does. */
export function sensitivityProblem(estimate: LlcEstimate, half: LlcEstimate): string[] {
  if (estimate.llc === null || half.llc === null) return [];
  const change = half.llc - estimate.llc;
  const error = Math.hypot(estimate.stderr ?? 0, half.stderr ?? 0);
  if (Math.abs(change) <= Math.max(LIMITS.sensitivity * Math.abs(estimate.llc), 3 * error)) return [];
  return [`at half the step the estimate changes by ${shown(change)}: take a smaller step size, or a longer burn-in`];
}

function chainProblems({ stderr, rhat, ess, acceptance, drift }: LlcEstimate, llc: number): string[] {
  const problems: string[] = [];
  if (rhat === null || rhat > LIMITS.rhat)
    problems.push(
      `split R-hat ${rhat === null ? "cannot be computed" : `${shown(rhat)} is above ${LIMITS.rhat}`}: chains disagree; raise numBurninSteps or numDraws`,
    );
  if (ess === null || ess < LIMITS.ess)
    problems.push(`effective draws ${ess === null ? "unknown" : shown(ess)} are below ${LIMITS.ess}: raise numDraws`);
  if (acceptance !== null && acceptance < LIMITS.acceptance)
    problems.push(`acceptance ${shown(acceptance)} is below ${LIMITS.acceptance}: take a smaller step size`);
  if (drift && Math.abs(drift.value) > Math.max(LIMITS.drift * Math.abs(llc), 3 * drift.stderr))
    problems.push(`the trace still moves by ${shown(drift.value)}: raise numBurninSteps`);
  if (stderr !== null && stderr > LIMITS.error * Math.abs(llc))
    problems.push(
      `the error ${shown(stderr)} is above ${100 * LIMITS.error} % of the estimate: raise numDraws or numChains`,
    );
  return problems;
}
