/** Which runs of an import a question's file allows as evidence. */
import { type ImportQuestionFile, OBSERVED_SIZES, type Question } from "../../records.ts";

/**
 * Returns the patterns of runs beside the rungs' own that a file names, none where it says nothing; a question that was `registered` with
 * every run of an observed size, as older ones are, keeps that as long as its file says nothing.
 */
export function evidenceAsked({ evidence }: ImportQuestionFile, registered?: Question): Question["evidence"] {
  if (evidence === undefined) return registered?.evidence === OBSERVED_SIZES ? OBSERVED_SIZES : [];
  return typeof evidence === "string" ? [evidence] : evidence;
}
