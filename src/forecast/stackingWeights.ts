/** Weights of the members of `stacking`, measured on other tasks. Written by `npm run priors`, not by hand; see models/bank/README.md. */
import type { Weights } from "./stacking.ts";

/** `published[source]`: without that source, "" = with all; `families`: for families of small models. */
export const MEASURED_WEIGHTS: { published: Record<string, Weights>; families: Weights } = {
  published: {
    "": {
      "hierarchical-process": 0.1,
      "power-law": 0.292,
      bnsl: 0.357,
      "two-step": 0.05,
      "token-line": 0.031,
      margin: 0.031,
      "seed-mixture": 0.031,
      persistence: 0.108,
    },
    gadre: {
      "hierarchical-process": 0.116,
      "power-law": 0.093,
      bnsl: 0.215,
      "direct-law": 0.083,
      "logit-accuracy-line": 0.114,
      "token-line": 0.11,
      margin: 0.11,
      "seed-mixture": 0.11,
      persistence: 0.049,
    },
    tr3: {
      "power-law": 0.28,
      bnsl: 0.272,
      "two-step": 0.01,
      "token-line": 0.136,
      margin: 0.136,
      "seed-mixture": 0.136,
      persistence: 0.03,
    },
    pythia: {
      "hierarchical-process": 0.077,
      "gaussian-process": 0.093,
      "power-law": 0.287,
      bnsl: 0.122,
      "token-line": 0.14,
      margin: 0.14,
      "seed-mixture": 0.14,
    },
    "olmo-ladder": {
      "hierarchical-process": 0.134,
      "power-law": 0.067,
      bnsl: 0.395,
      "two-step": 0.099,
      "token-line": 0.053,
      margin: 0.053,
      "seed-mixture": 0.053,
      persistence: 0.146,
    },
  },
  families: {
    "hierarchical-process": 0.223,
    bnsl: 0.577,
    "logit-accuracy-line": 0.125,
    "bayes-mix": 0.075,
  },
};
