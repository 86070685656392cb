/** Weights of the members of `stacking`, measured on other tasks. Written by `npm run priors`, not by hand; see models/bank/README.md. */
import type { Weights } from "./stacking.ts";

/** `published[source]`: without that source, "" = with all; `families`: for families of small models. */
export const MEASURED_WEIGHTS: { published: Record<string, Weights>; families: Weights } = {
  published: {
    "": { "hierarchical-process": 0.206, "power-law": 0.121, bnsl: 0.191, "bayes-mix": 0.482 },
    gadre: { "hierarchical-process": 0.127, bnsl: 0.139, "logit-accuracy-line": 0.157, "bayes-mix": 0.576 },
    tr3: { "hierarchical-process": 0.192, "power-law": 0.142, bnsl: 0.163, "bayes-mix": 0.503 },
    pythia: { "hierarchical-process": 0.288, "power-law": 0.333, bnsl: 0.223, "bayes-mix": 0.156 },
    "olmo-ladder": { "hierarchical-process": 0.206, bnsl: 0.285, "bayes-mix": 0.508 },
  },
  families: { "saturating-law": 0.1, "power-law": 0.054, bnsl: 0.49, "logit-accuracy-line": 0.135, "bayes-mix": 0.22 },
};
