/** In which order do tasks jump? Pairwise chances from the forecasts of their jumps' places, beside what happened. */

import { mean } from "../../math/stats.ts";
import { jumpLabels } from "../../question/grid.ts";
import { orderBrier, orderOf, orderOfBins } from "../../score/jumpOrder.ts";
import type { Answered } from "../ask.ts";
import type { Line } from "../benchmark.ts";
import { BARRED } from "./lines.ts";

/** The Brier score of a chance alike for before, together and after. */
const IGNORANT = 2 / 3;

/** Returns one line per forecaster: its mean Brier score over all pairs of families it answered that share a grid. */
export function orderLines(all: readonly Answered[], forecasters: readonly string[]): Line[] {
  return forecasters.flatMap((name) => {
    const own = all.flatMap(({ question, forecasts, jumpBin }) => {
      const made = forecasts.find(({ forecaster }) => forecaster === name);
      return made ? [{ grid: jumpLabels(question).join(), jump: made.jump, bin: jumpBin }] : [];
    });
    const pairs = own.flatMap((a, i) => own.slice(i + 1).flatMap((b) => (a.grid === b.grid ? [{ a, b }] : [])));
    if (pairs.length === 0) return [];
    const barred = BARRED.includes(name);
    const untied = pairs.filter(({ a, b }) => a.bin !== b.bin);
    const right = untied.filter(({ a, b }) => {
      const { before, after } = orderOf(a.jump, b.jump);
      return a.bin < b.bin ? before > after : after > before;
    });
    const value = mean(pairs.map(({ a, b }) => orderBrier(orderOf(a.jump, b.jump), orderOfBins(a.bin, b.bin))));
    return [
      {
        what: `${name}: which of two tasks jumps first, Brier score of ${pairs.length} pairs`,
        value,
        unit: "1",
        bar: barred ? `below ${IGNORANT.toFixed(2)}, a chance alike for all` : null,
        met: barred ? value < IGNORANT : null,
        note: `${right.length} of the ${untied.length} pairs that did not tie the right way round`,
      },
    ];
  });
}
