/** The headline of the benchmark: one row per phenomenon, the same words on the page, in the terminal and as JSON. */
import type { Claim, PhenomenaInput, PhenomenonSection } from "../section.ts";

/** One phenomenon in a row: what the literature expects, what came out, in how many seeds, and the verdict. */
export type PhenomenonRow = { phenomenon: string; expected: string; obtained: string; seeds: string; verdict: string };

/**
 * Returns one row per phenomenon. Expected, obtained and seeds are those of its first claim; with more claims the row counts how many
 * hold and names those that do not, so that a row never looks better than its section.
 */
export function phenomenaTable(input: PhenomenaInput): PhenomenonRow[] {
  return input.sections.map((section) => {
    const [first] = section.claims;
    return {
      phenomenon: section.title,
      expected: first ? `${first.what}: ${first.expected}` : "no claim was tested",
      obtained: first ? [first.obtained, ...counted(section.claims)].join("; ") : "—",
      seeds: first?.seeds ?? "—",
      verdict: section.verdict,
    };
  });
}

function counted(claims: Claim[]): string[] {
  if (claims.length < 2) return [];
  const failing = claims.filter((c) => !c.holds).map((c) => c.what);
  const count = `${claims.length - failing.length} of ${claims.length} claims hold`;
  return failing.length > 0 ? [count, `not: ${failing.join(", ")}`] : [count];
}

/** Returns the page's first sentence: how many phenomena came out, and which did not. */
export function phenomenaVerdict({ sections }: PhenomenaInput): string {
  const titles = (verdict: PhenomenonSection["verdict"]) =>
    sections.filter((s) => s.verdict === verdict).map((s) => s.title);
  const [whole, partly, not] = [titles("reproduced"), titles("partly"), titles("not reproduced")];
  if (sections.length === 0) return "No phenomenon has been run yet.";
  return [
    `${whole.length} of ${sections.length} ${sections.length === 1 ? "phenomenon" : "phenomena"} reproduced.`,
    partly.length > 0 && `Partly: ${partly.join(", ")}.`,
    not.length > 0 && `Not reproduced: ${not.join(", ")}.`,
  ]
    .filter(Boolean)
    .join(" ");
}
