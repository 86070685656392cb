/** Registering: a question is frozen in the ledger, and its evidence as soon as the observed runs are there. */
import { usageError } from "../base/errors.ts";
import { questionStates } from "../ledger/ledger.ts";
import { openQuestion, registerEvidence } from "../ledger/question.ts";
import type { QuestionState } from "../ledger/state.ts";
import type { Evidence } from "../records.ts";
import { AS_NEW, another, differing } from "./asking/changes.ts";
import { readQuestion } from "./asking/file.ts";
import { knownRuns } from "./asking/knownRuns.ts";
import { keepFamily } from "./binding/frozenFamily.ts";
import { evidenceOf, observedOf, type Sourced } from "./evidenceSource.ts";
import { ledgerOf, stateBy, writerOrNew } from "./ledger.ts";
import type { Study } from "./project.ts";

/**
 * A registered question: as asked, as the ledger holds it, whether it was there before, the evidence if it was registered now, and the
 * observed runs there should be and those missing; `known`: finished runs here that show what is asked (none once it is closed, as its own
 * held-out runs are then among them).
 */
export type Registered = {
  asked: Sourced;
  state: QuestionState;
  again: boolean;
  evidence: Evidence | null;
  numRuns: number;
  numMissing: number;
  known: string[];
};

/** Registers the question predictions/<name>/question.yaml; the same again adds what is missing. Errors (usage): registered with other content. */
export async function registerQuestion(study: Study, name: string): Promise<Registered> {
  const ledger = ledgerOf(study);
  const before = ledger === null ? undefined : questionStates(ledger).find((state) => state.name === name);
  const asked = await readQuestion(study, name, before?.question);
  const writer = writerOrNew(study, ledger);
  if (before && before.id !== asked.id)
    throw usageError(
      "register",
      `question ${asked.name} is registered with other content`,
      another(differing(asked.question, before.question)),
      AS_NEW,
    );
  if (asked.origin.kind === "family") keepFamily(study, name, asked.origin.family);
  openQuestion(writer, asked.question);
  const evidence = before?.evidence == null ? await evidenceOf(study, asked) : null;
  if (evidence !== null) registerEvidence(writer, evidence);
  const state = stateBy(writer.ledger, asked.name);
  const known = asked.origin.kind === "family" && state.closed === null ? knownRuns(study, asked.origin.family) : [];
  return { asked, state, again: before !== undefined, evidence, known, ...observedOf(study, asked.origin) };
}
