/**
 * The figures of a report, each a pure function from the report's input to a Vega-Lite specification (or null when its rows are
 * missing). One dataset per figure, told apart by a `kind` field with one filter per layer: data on a layer inside a facet
 * would be repeated in every panel without a warning.
 */

import type { Figure } from "../page/vegaLite.ts";
import { emergence } from "./emergence.ts";
import type { ReportInput } from "./input.ts";
import { jump } from "./jump.ts";
import { margins } from "./margins.ts";
import { overSteps } from "./steps.ts";

/** Returns the figures a report's rows and forecasts allow, in reading order. */
export function figures(input: ReportInput): Figure[] {
  return [emergence, jump, overSteps, margins].map((make) => make(input)).filter((figure) => figure !== null);
}
