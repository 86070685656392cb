/**
 * What the standing benchmark is made of: published results and own families whose outcome is known, asked again as if it were not.
 * Forecasters see observed rows only; what is compared with a published number says so.
 */

import type { Figure } from "../page/vegaLite.ts";
import type { ScoredTarget } from "../records.ts";

/** One line of the printed table: a figure, the bar it was set, and whether it was met (null = there is no bar, or no number). */
export type Line = {
  what: string;
  value: number | null;
  unit: string;
  bar: string | null;
  met: boolean | null;
  note: string;
};

/** Returns a line that no bar is set for. */
export function plainLine(what: string, value: number | null, unit: string, note = ""): Line {
  return { what, value, unit, bar: null, met: null, note };
}

/** What one benchmark found; `targets` are all scored forecasts behind it, `notes` are sentences for the page. */
export type Section = {
  name: string;
  title: string;
  lines: Line[];
  targets: ScoredTarget[];
  figures: Figure[];
  notes: string[];
};

/**
 * A benchmark. `data` is the folder of published results that it needs below the data folder; without it the benchmark is skipped visibly.
 * `run` takes the data folder; with `data` null, which needs none, the folder of foreshock itself, where the packed families lie.
 */
export type Benchmark = { name: string; title: string; data: string | null; run(folder: string): Promise<Section> };
