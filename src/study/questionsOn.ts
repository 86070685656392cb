/** Which of a study's questions a family answers. */
import { questionStates } from "../ledger/ledger.ts";
import { isImported } from "../question/imported.ts";
import { familyDigest } from "../runs/buildFamily.ts";
import type { Family } from "../specs.ts";
import { ledgerOf } from "./ledger.ts";
import { nextCommand } from "./nextCommand.ts";
import type { Project } from "./project.ts";

/**
 * Returns the command to type once a family's observed runs are there (`next`), and the name of a question that was registered with another
 * version of the family, which these runs do not answer, or null (`otherVersion`).
 */
export function questionsOn(project: Project, family: Family): { next: string; otherVersion: string | null } {
  const ledger = ledgerOf(project);
  const states = (ledger === null ? [] : questionStates(ledger)).filter(
    ({ question }) => question.family === family.name && !isImported(question),
  );
  const own = states.find(({ question, scored }) => scored === null && question.familyDigest === familyDigest(family));
  const other = states.find(({ question }) => question.familyDigest !== familyDigest(family));
  const elsewhere = family.measures.length > 0 ? `foreshock stages ${family.name}` : "foreshock status";
  return { next: own ? nextCommand(own, family.name, 0) : elsewhere, otherVersion: other?.name ?? null };
}
