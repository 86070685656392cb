/**
 * What a phenomenon of the benchmark is: which families show it, and how its rows are judged against what is published. One file each
 * beside this one; `phenomena.ts` is the list. A phenomenon sees rows only, as a forecaster does.
 */
import type { Measurement } from "../records.ts";
import type { Family, TaskSpec } from "../specs.ts";
import { notReproduced } from "./claims.ts";
import type { PhenomenonSection } from "./section.ts";

/** A family to train, its observed rungs only, with some of its task's settings replaced. */
export type FamilyVariant = { family: string; taskParams?: TaskSpec["params"] };

/** A trained family: every row of its finished runs, measures included. */
export type TrainedFamily = { family: Family; rows: Measurement[] };

/** What the rows say; `failures` are those beside the claims that do not hold, each of which is said in a sentence anyway. */
export type Findings = Omit<PhenomenonSection, "name" | "title" | "summary" | "source" | "verdict" | "seconds">;

/** A published phenomenon: the families that show it, and how their rows are judged. */
export type Phenomenon = Pick<PhenomenonSection, "name" | "title" | "summary" | "source"> & {
  /** File names in models/families without their ending. */
  families: readonly FamilyVariant[];
  /** Judges the trained families, in the order of `families`. */
  judge(trained: readonly TrainedFamily[]): Findings;
};

/** Returns the section of a phenomenon: reproduced when every claim holds, partly when some do. */
export function sectionOf(
  { name, title, summary, source }: Phenomenon,
  findings: Findings,
  seconds: number | null,
): PhenomenonSection {
  const failures = [...notReproduced(findings.claims), ...findings.failures];
  const holding = findings.claims.filter(({ holds }) => holds).length;
  const verdict = holding === findings.claims.length ? "reproduced" : holding > 0 ? "partly" : "not reproduced";
  return { name, title, summary, source, ...findings, failures, verdict, seconds };
}
