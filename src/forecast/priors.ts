/** Priors that several forecasters share, written down once: how likely a break is, and how noisy a line through a few rungs may be. */
import type { Weighted } from "../math/importance.ts";
import type { NoisePrior } from "../math/regression.ts";

/** Prior chance that something new sets in: that the law has a break. */
export const BREAK_PRIOR = 0.35;

/** Two earlier residuals of .15 on the logit scale: around trends and links of token probabilities, and between seeds. */
export const LOGIT_NOISE: NoisePrior = { df: 2, sd: 0.15 };

/** Two earlier residuals of .1 on the log scale: around lines of spreads and of effective steps. */
export const LOG_NOISE: NoisePrior = { df: 2, sd: 0.1 };

/**
 * Returns P(break | data) = .35 Z_b / (.35 Z_b + .65 Z_0) from the evidences Z of a law with and without its break; 1 where only the broken
 * law explains anything, 0 where neither does.
 */
export function breakProbability(smooth: Evidenced, broken: Evidenced): number {
  const odds = (BREAK_PRIOR / (1 - BREAK_PRIOR)) * Math.exp(broken.logEvidence - smooth.logEvidence);
  if (smooth.effectiveSize === 0 || odds === Infinity) return Number(broken.effectiveSize > 0);
  return odds / (1 + odds);
}

type Evidenced = Pick<Weighted, "logEvidence" | "effectiveSize">;
