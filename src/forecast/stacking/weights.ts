/** Weights of the members of `stacking`, measured on other tasks. Written by `npm run priors`, not by hand; see models/bank/README.md. */
import type { Weights } from "./stacking.ts";

/** `published[source]`: without that source, "" = with all; `families`: for families of small models. */
export const MEASURED_WEIGHTS: { published: Record<string, Weights>; families: Weights } = {
  published: {
    "": { "hierarchical-process": 0.161, "power-law": 0.077, bnsl: 0.203, "two-step": 0.096, "bayes-mix": 0.463 },
    gadre: {
      "hierarchical-process": 0.067,
      "power-law": 0.057,
      bnsl: 0.12,
      "logit-accuracy-line": 0.145,
      "bayes-mix": 0.61,
    },
    tr3: { "hierarchical-process": 0.123, "power-law": 0.077, bnsl: 0.247, "two-step": 0.115, "bayes-mix": 0.438 },
    pythia: { "hierarchical-process": 0.309, "power-law": 0.294, bnsl: 0.152, "two-step": 0.078, "bayes-mix": 0.167 },
    "olmo-ladder": {
      "hierarchical-process": 0.153,
      bnsl: 0.326,
      "two-step": 0.106,
      "bayes-mix": 0.34,
      persistence: 0.075,
    },
  },
  families: { "hierarchical-process": 0.193, "saturating-law": 0.09, "bayes-mix": 0.717 },
};
