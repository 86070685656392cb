/** Which of two tasks jumps first? Answered by the jump's masses of scored questions on one grid, beside what came. */

import { type Ledger, questionStates } from "../../ledger/ledger.ts";
import { readLedgered, revealedForecasts } from "../../ledger/ledgeredFiles.ts";
import type { QuestionState } from "../../ledger/state.ts";
import { axisValue, gridOf } from "../../question/grid.ts";
import { type Forecast, Outcome, type Question } from "../../records.ts";
import { type Order, orderBrier, orderOf, orderOfBins } from "../../score/jumpOrder.ts";

/** One forecaster's answer about one other question; `brier` sums over before, at the same place, after. */
export type OrderEntry = { other: string; forecaster: string; said: Order; came: Order; brier: number };

/** Returns, for every other scored question on the same axis and places, the order each forecaster of both had implied. */
export function jumpOrders(ledger: Ledger, state: QuestionState): OrderEntry[] {
  const others = questionStates(ledger).filter(
    (other) => other.id !== state.id && other.scored !== null && placesOf(other.question) === placesOf(state.question),
  );
  const own = revealed(ledger, state);
  return others.flatMap((other) => {
    const came = orderOfBins(binOf(ledger, state), binOf(ledger, other));
    const theirs = revealed(ledger, other);
    return own.flatMap(({ forecaster, jump }): OrderEntry[] => {
      const match = theirs.find((forecast) => forecast.forecaster === forecaster);
      if (!match) return [];
      const said = orderOf(jump, match.jump);
      return [{ other: other.name, forecaster, said, came, brier: orderBrier(said, came) }];
    });
  });
}

function placesOf(question: Question): string {
  const { top, heldOut } = gridOf(question);
  return JSON.stringify([question.axis, ...[top, ...heldOut].map((rung) => axisValue(question, rung))]);
}

const revealed = (ledger: Ledger, state: QuestionState): Forecast[] =>
  revealedForecasts(ledger, state).map(({ forecast }) => forecast);

function binOf(ledger: Ledger, state: QuestionState): number {
  return readLedgered(ledger.dir, ledger.entries[state.outcome!]!, Outcome).jumpBin;
}
