/** Which forecaster commands suggest: the one place that names it. */

/** The forecaster to suggest for every question: it did best on published results and on families of small models alike. */
export const DEFAULT = "stacking";
