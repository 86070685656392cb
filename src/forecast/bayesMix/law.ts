/**
 * The laws behind bayes-mix, all of one form: a straight line in x = log10 of the axis, perhaps with another slope beyond a break, bent
 * into the measured quantity by what is known about it. Every unknown is a function of a standard normal z; how fast the line moves is
 * the world's (`worlds.ts`), what its values mean is the law's.
 */
import { log1pExp, logit, normalCdf, sigmoid } from "../../math/special.ts";

/** Numbers of one curve: [0] level at the last observed x and [1] slope of the line, then what the law's response needs. */
export type Theta = Float64Array;
/** Length of every theta. */
export const THETA = 5;

/**
 * A law: `read` fills theta[2] .. from z[4] .. z[3 + extras]; `response` says what a value of the line means on the scale of the
 * measurements. z[0], z[1] are the line's, z[2], z[3] its noise. A value measured on n examples has variance evaluation(value) / n.
 */
export type Law = {
  extras: number;
  read(z: Float64Array, theta: Theta): void;
  response(latent: number, theta: Theta): number;
  evaluation(value: number): number;
  priors: Record<string, string>;
};

/** First z that belongs to a law's own unknowns. */
const OWN = 4;
/** Smallest variance of a measured value, so that noise-free curves have a likelihood. */
export const MIN_VARIANCE = 1e-6;

/** c = 1 with chance 1/2, else uniform between the largest value seen and 1. */
const ceilingOf = (z: number, largest: number) => largest + (1 - largest) * Math.min(1, 2 * normalCdf(z));
const CEILING = "1 with chance .5, else U(largest seen, 1)";

/** A share of a floor that exists with chance 1/2, uniform then: max(0, 2 Phi(z) - 1). */
const floorShare = (z: number) => Math.max(0, 2 * normalCdf(z) - 1);

/**
 * Returns the law of a per-token probability q on the logit scale: q = g + (1 - g) sigma(eta), chance level g a share of `smallest`,
 * the smallest q seen (0 with chance 1/2, else uniform).
 */
export function tokenLaw(smallest: number): Law {
  return {
    extras: 1,
    read(z, theta) {
      theta[2] = 0.98 * floorShare(z[OWN]!) * smallest;
    },
    response(eta, theta) {
      const chance = theta[2]!;
      return chance === 0 ? eta : logit(chance + (1 - chance) * sigmoid(Math.min(eta, 30)));
    },
    evaluation: () => 0,
    priors: { chance: "0 with chance .5, else U(0, .98 smallest q)" },
  };
}

/** How a share of successes arises from the chance p that one token is right. */
export type Share =
  | { kind: "answer"; length: number; k: number }
  | { kind: "choice"; chance: number }
  | { kind: "unknown" };

/** The values seen: no floor lies above the smallest, no ceiling below the largest. */
export type Seen = { smallest: number; largest: number };

/**
 * Returns the law of a share of successes with p = sigma(eta) and ceiling c = 1 with chance 1/2, else uniform between the largest value
 * seen and 1, so that a curve may level off anywhere: answer c p^(lambda L), the steps per token lambda = u^.2, u uniform, because examples
 * differ and their tokens fail together; c P(at least k of L tokens right) for k < L; choice f + (c - f) p, f = .9 min(chance, smallest
 * value seen), because small models can be drawn to wrong options; unknown c p^L, L = 1 with chance 1/2, else uniform on 2..12.
 */
export function shareLaw(share: Share, { smallest, largest }: Seen): Law {
  const { priors, ...form } = formOf(share, smallest);
  return {
    ...form,
    read(z, theta) {
      theta[2] = ceilingOf(z[OWN]!, largest);
      form.read(z, theta);
    },
    evaluation: (p) => Math.max(0, p * (1 - p)),
    priors: { ceiling: CEILING, ...priors },
  };
}

/** The part of a share's law that depends on its kind: theta[3], theta[4] from z after the ceiling's, and the response. */
function formOf(share: Share, smallest: number): Pick<Law, "extras" | "read" | "response" | "priors"> {
  if (share.kind === "choice") return choiceForm(PART_OF_CHANCE * Math.min(share.chance, smallest));
  if (share.kind === "unknown") return unknownForm;
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

/** The part of chance, or of the smallest value seen below it, that a share of choices cannot fall below. */
const PART_OF_CHANCE = 0.9;

function choiceForm(floor: number): Pick<Law, "extras" | "read" | "response" | "priors"> {
  return {
    extras: 1,
    read: () => {},
    response: (eta, theta) => floor + Math.max(0, theta[2]! - floor) * sigmoid(eta),
    priors: { floor: `${floor.toPrecision(3)}, fixed` },
  };
}

const unknownForm: Pick<Law, "extras" | "read" | "response" | "priors"> = {
  extras: 2,
  read(z, theta) {
    theta[3] = Math.min(12, Math.max(1, 2 + Math.floor(22 * (normalCdf(z[OWN + 1]!) - 0.5))));
  },
  response: (eta, theta) => theta[2]! * power(eta, theta[3]!),
  priors: { length: "1 with chance .5, else uniform 2..12" },
};

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
 * Returns the law of a loss on the log scale: ln(E + exp(l)) with l the line; E = 0 with chance 1/4, else uniform up to 98 % of `smallest`,
 * the smallest loss seen.
 */
export function lossLaw(smallest: number): Law {
  return {
    extras: 1,
    read(z, theta) {
      theta[2] = 0.98 * smallest * Math.max(0, (4 * normalCdf(z[OWN]!) - 1) / 3);
    },
    response: (latent, theta) => Math.log(theta[2]! + Math.exp(latent)),
    evaluation: () => 0,
    priors: { irreducible: "0 with chance .25, else U(0, .98 smallest)" },
  };
}
