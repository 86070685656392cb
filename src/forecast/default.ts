/** The forecaster that commands suggest, by name: it uses the task's structure, allows for a break and says how likely one is. */
export const DEFAULT = "bayes-mix";
