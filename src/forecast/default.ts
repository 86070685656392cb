/** Which forecaster commands suggest: the one place that names it. */
import { isImported } from "../question/imported.ts";
import type { Question } from "../records.ts";

/** What did best where somebody else's results were asked about. */
const FOR_IMPORTS = "ensemble";
/** What did best on families that are trained here. */
const FOR_FAMILIES = "bayes-mix";

/** Returns the name of the forecaster to suggest for a question: one for imports, one for families. */
export function defaultFor(question: Question): string {
  return isImported(question) ? FOR_IMPORTS : FOR_FAMILIES;
}
