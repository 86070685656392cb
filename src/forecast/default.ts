/** Which forecaster commands suggest: the one place that names it. */
import { isImported } from "../question/imported.ts";
import type { Question } from "../records.ts";

/** What did best where somebody else's results were asked about, and what did on families that are trained here. */
export const DEFAULTS = { imports: "ensemble", families: "bayes-mix" };

/** Returns the name of the forecaster to suggest for a question: one for imports, one for families. */
export function defaultFor(question: Question): string {
  return isImported(question) ? DEFAULTS.imports : DEFAULTS.families;
}
