/** Weights of the members of `stacking`, measured on other tasks. Written by `npm run priors`, not by hand; see models/bank/README.md. */
import type { Weights } from "./stacking.ts";

/** `published[source]`: without that source, "" = with all; `families`: for families of small models. */
export const MEASURED_WEIGHTS: { published: Record<string, Weights>; families: Weights } = {
  published: { "": { "hierarchical-process": 0.5, "power-law": 0.25, bnsl: 0.25 } },
  families: { "hierarchical-process": 0.5, "bayes-mix": 0.5 },
};
