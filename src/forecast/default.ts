/** Which forecaster commands suggest: the one place that names it. */

/**
 * The forecaster to suggest for every question: near the best on published results and on families of small models, where every other is far behind in
 * one of the two, and its 90 % intervals hold about 90 % in both. `bayes-mix` is as good on published results (`reports/LOG.md`).
 */
export const DEFAULT = "stacking";
