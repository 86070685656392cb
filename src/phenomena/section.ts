/**
 * What the page of reproduced phenomena is made from: plain JSON that knows nothing of how a phenomenon was trained or measured, and
 * the two things about it that can be wrong, its names.
 */
import { usageError } from "../base/errors.ts";

/** One statement somebody published, beside what came out; `seeds` says in how many it held, "3 of 3". */
export type Claim = { what: string; expected: string; obtained: string; holds: boolean; seeds: string };

/** A stretch of training, in steps: A loss falls and complexity rises, B loss about flat and complexity falls. */
export type Stage = { from: number; to: number; type: "A" | "B" | "flat" | "other"; evidence: string };

/** One value of a line; `stderr` is the standard error of the value, null when there is none. */
export type Point = { step: number; value: number; stderr: number | null };

/** One measured course. Lines of one label are seeds of one thing; a line without a seed, or with emphasis, is drawn thick. */
export type Line = { label: string; seed: string | null; points: Point[]; emphasis?: boolean };

/** One panel of the aligned figure; `unit` is "1" or empty for a number without one. */
export type Panel = {
  title: string;
  unit: string;
  log?: boolean;
  lines: Line[];
  rules?: { value: number; label: string }[];
};

/** The aligned figure: all panels share the x axis (training steps unless `xTitle` says otherwise; > 0 where `xLog`). */
export type Picture = {
  title: string;
  xTitle: string;
  xLog: boolean;
  panels: Panel[];
  stages: Stage[];
  marks: { step: number; label: string }[];
};

/** When an indicator moved, per seed: its step, the lead in steps (negative after the jump), lead / step of the jump; null never. */
export type LeadRow = {
  indicator: string;
  rule: string;
  perSeed: { seed: string; step: number | null; lead: number | null; fraction: number | null }[];
};

/** One phenomenon; `name` is its place in the page and the stem of its files, `failures` say plainly what did not come out. */
export type PhenomenonSection = {
  name: string;
  title: string;
  summary: string;
  source: string;
  settings: [string, string][];
  claims: Claim[];
  verdict: "reproduced" | "partly" | "not reproduced";
  failures: string[];
  pictures: Picture[];
  leads: LeadRow[] | null;
  leadNote: string | null;
  stages: Stage[];
  seconds: number | null;
};

/** The whole page: sections in reading order, versions by package name. */
export type PhenomenaInput = { sections: PhenomenonSection[]; versions: Record<string, string> };

/** Returns the input itself. Errors: usage when a section's name cannot be a file's name or is taken twice. */
export function checkedNames(input: PhenomenaInput): PhenomenaInput {
  const hint = "name sections like induction-bump";
  input.sections.forEach(({ name }, i) => {
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))
      throw usageError(
        "writePhenomena",
        "a section's name is lower-case letters, digits and single hyphens",
        name,
        hint,
      );
    if (input.sections.findIndex((s) => s.name === name) !== i)
      throw usageError("writePhenomena", "every section has its own name", name, hint);
  });
  return input;
}
