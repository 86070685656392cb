/**
 * The laws behind bayes-mix, all of one form: a straight line in x, perhaps steeper beyond a break, bent into the measured quantity by
 * what is known about it. Every unknown is a function of a standard normal z; these functions are the written priors, part of the
 * prediction and chosen before any data (the worlds they were set for: log10 nParams over 1.8 visible decades).
 */
import { log1pExp, logit, normalCdf, sigmoid } from "../../math/special.ts";

/** Numbers of one curve: [0] level and [1] slope of the line, then what the law's response needs. */
export type Theta = Float64Array;
/** Length of every theta. */
export const THETA = 5;

/**
 * A law: `read` fills theta from z, using z[0], z[1] and z[4] .. z[3 + extras]; `response` says what a value of the line means on the
 * scale of the measurements. z[2], z[3] are noise between seeds and misfit, both on the line, medians seedSd and misfitSd, sd of their
 * ln noiseLogSd. A value measured on n examples has variance evaluation(value) / n.
 */
export type Law = {
  extras: number;
  read(z: Float64Array, theta: Theta): void;
  response(latent: number, theta: Theta): number;
  seedSd: number;
  misfitSd: number;
  noiseLogSd: number;
  evaluation(value: number): number;
  priors: Record<string, string>;
};

/** First z that belongs to a law's own unknowns. */
const OWN = 4;
/** Smallest variance of a measured value, so that noise-free curves have a likelihood. */
export const MIN_VARIANCE = 1e-6;

const ETA_NOISE = { seedSd: 0.15, misfitSd: 0.13, noiseLogSd: 0.5 };
const ETA_PRIORS = {
  slope: "ln N(ln 1.4, .6) per decade",
  middle: "N(x_n, 1.2)",
  seedSd: "ln N(ln .15, .5)",
  misfitSd: "ln N(ln .13, .5)",
};

/** eta = b (x - m) + 1, b ~ ln N(ln 1.4, .6), m ~ N(last, 1.2): the per-token logit of the reference worlds. */
function etaLine(z: Float64Array, last: number, theta: Theta): void {
  const slope = 1.4 * Math.exp(0.6 * z[0]!);
  theta[0] = 1 - slope * (last + 1.2 * z[1]!);
  theta[1] = slope;
}

/** A share of a floor that exists with chance 1/2, uniform then: max(0, 2 Phi(z) - 1). */
const floorShare = (z: number) => Math.max(0, 2 * normalCdf(z) - 1);
/** c = 1 with chance 1/2, else U(.85, 1). */
const ceilingOf = (z: number) => Math.min(1, 0.85 + 0.3 * normalCdf(z));

/**
 * Returns the law of a per-token probability q on the logit scale: q = g + (1 - g) sigma(eta), chance level g a share of `smallest`,
 * the smallest q seen (0 with chance 1/2, else uniform). `last` is the largest observed x.
 */
export function tokenLaw(last: number, smallest: number): Law {
  return {
    ...ETA_NOISE,
    extras: 1,
    read(z, theta) {
      etaLine(z, last, theta);
      theta[2] = 0.98 * floorShare(z[OWN]!) * smallest;
    },
    response(eta, theta) {
      const chance = theta[2]!;
      return chance === 0 ? eta : logit(chance + (1 - chance) * sigmoid(Math.min(eta, 30)));
    },
    evaluation: () => 0,
    priors: { ...ETA_PRIORS, chance: "0 with chance .5, else U(0, .98 smallest q)" },
  };
}

/** How a share of successes arises from the chance p that one token is right. */
export type Share =
  | { kind: "answer"; length: number; k: number }
  | { kind: "choice"; chance: number }
  | { kind: "unknown"; smallest: number };

/**
 * Returns the law of a share of successes with p = sigma(eta) and ceiling c = 1 with chance 1/2, else U(.85, 1):
 * answer c p^(lambda L), the steps per token lambda = u^.2, u uniform, because examples differ and their tokens fail together; c P(at
 * least k of L tokens right) for k < L; choice f + (c - f) p, f the chance level with chance 1/2, else down
 * to half of it, because small models can be drawn to wrong options; unknown f + (c - f) p^L with L uniform on 1..12 and f a
 * share of the smallest value seen (0 with chance 1/2, else uniform).
 */
export function shareLaw(last: number, share: Share): Law {
  const { priors, ...form } = formOf(share);
  return {
    ...ETA_NOISE,
    ...form,
    read(z, theta) {
      etaLine(z, last, theta);
      theta[2] = ceilingOf(z[OWN]!);
      form.read(z, theta);
    },
    evaluation: (p) => Math.max(0, p * (1 - p)),
    priors: { ...ETA_PRIORS, ceiling: "1 with chance .5, else U(.85, 1)", ...priors },
  };
}

/** The part of a share's law that depends on its kind: theta[3], theta[4] from z after the ceiling's, and the response. */
function formOf(share: Share): Pick<Law, "extras" | "read" | "response" | "priors"> {
  if (share.kind === "choice") return choiceForm(share.chance);
  if (share.kind === "unknown") return unknownForm(share.smallest);
  const { length, k } = share;
  if (k < length) {
    const response = (eta: number, theta: Theta) => theta[2]! * binomialTail(sigmoid(eta), length, k);
    return { extras: 1, read: () => {}, response, priors: {} };
  }
  return {
    extras: length === 1 ? 1 : 2,
    read(z, theta) {
      theta[3] = length === 1 ? 1 : length * normalCdf(z[OWN + 1]!) ** 0.2;
    },
    response: (eta, theta) => theta[2]! * power(eta, theta[3]!),
    priors: length === 1 ? {} : { stepsPerToken: "U(0, 1)^.2" },
  };
}

function choiceForm(chance: number): Pick<Law, "extras" | "read" | "response" | "priors"> {
  return {
    extras: 2,
    read(z, theta) {
      theta[3] = 1;
      theta[4] = chance * Math.min(1, 0.5 + normalCdf(z[OWN + 1]!));
    },
    response: fromFloor,
    priors: { floor: "chance with chance .5, else U(.5, 1) of it" },
  };
}

/** f + (c - f) sigma(eta)^steps with ceiling c = theta[2], steps theta[3], floor f = theta[4]. */
function fromFloor(eta: number, theta: Theta): number {
  const floor = theta[4]!;
  return floor + Math.max(0, theta[2]! - floor) * power(eta, theta[3]!);
}

function unknownForm(smallest: number): Pick<Law, "extras" | "read" | "response" | "priors"> {
  return {
    extras: 3,
    read(z, theta) {
      theta[3] = 1 + Math.min(11, Math.floor(12 * normalCdf(z[OWN + 1]!)));
      theta[4] = floorShare(z[OWN + 2]!) * smallest;
    },
    response: fromFloor,
    priors: { length: "uniform 1..12", floor: "0 with chance .5, else U(0, smallest)" },
  };
}

/** sigma(eta)^steps without underflow of the base. */
function power(eta: number, steps: number): number {
  return Math.exp(-steps * log1pExp(-eta));
}

/** P(at least k of n independent tokens right), each with chance p: the smaller of the two tails is summed. */
function binomialTail(p: number, n: number, k: number): number {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  let mass = (1 - p) ** n;
  let below = 0;
  for (let i = 0; i < k; i++) {
    below += mass;
    mass *= ((n - i) / (i + 1)) * (p / (1 - p));
  }
  return Math.max(0, 1 - below);
}

/**
 * Returns the law of a loss on the log scale: ln(E + exp(l)), l falling by s per decade from ln(first - E) give or take .3 at the
 * smallest observed x; s ~ ln N(ln .6, .9); E = 0 with chance 1/4, else uniform up to 98 % of `smallest`, the smallest loss seen.
 */
export function lossLaw(firstX: number, first: number, smallest: number): Law {
  return {
    extras: 1,
    read(z, theta) {
      const end = 0.98 * smallest * Math.max(0, (4 * normalCdf(z[OWN]!) - 1) / 3);
      const slope = -0.6 * Math.exp(0.9 * z[0]!);
      theta[0] = Math.log(first - end) + 0.3 * z[1]! - slope * firstX;
      theta[1] = slope;
      theta[2] = end;
    },
    response: (latent, theta) => Math.log(theta[2]! + Math.exp(latent)),
    seedSd: 0.03,
    misfitSd: 0.02,
    noiseLogSd: 1,
    evaluation: () => 0,
    priors: {
      slope: "-ln N(ln .6, .9) of ln reducible loss per decade",
      level: "N(ln(first - E), .3) at the smallest rung",
      irreducible: "0 with chance .25, else U(0, .98 smallest)",
      seedSd: "ln N(ln .03, 1)",
      misfitSd: "ln N(ln .02, 1)",
    },
  };
}
