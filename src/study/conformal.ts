/** Intervals widened by what finished questions of this ledger taught about a forecaster; nothing where they are too few. */

import { number, plural } from "../base/words.ts";
import { scoreTargets } from "../forecast/scoreTargets.ts";
import { type Ledger, questionStates } from "../ledger/ledger.ts";
import { readLedgered, revealedForecasts } from "../ledger/ledgeredFiles.ts";
import { quantile } from "../math/distribution.ts";
import { type Forecast, Outcome, type Question, type ScoredTarget } from "../records.ts";
import { conformalLevel } from "../score/conformal.ts";

const ALPHA = 0.1;

/**
 * Returns the lines that show a forecast's conformal 90 % intervals, from the forecaster's PIT values in finished questions about the same
 * metric along the same axis; one line saying how many there are when that is too few; nothing while no such question is finished.
 */
export function conformalLines(ledger: Ledger, question: Question, forecast: Forecast): string[] {
  const finished = finishedTargets(ledger, question, forecast.forecaster);
  if (finished.length === 0) return [];
  const widened = conformalLevel(finished, ALPHA);
  if (!widened.ok) return [`  conformal: no widened interval, ${widened.reason}`];
  const { level, n, numClusters } = widened;
  const ends = forecast.targets.map(({ rung, distribution }) => {
    const at = (p: number) => number(quantile(distribution, p));
    return `${rung} ${at((1 - level) / 2)} to ${at((1 + level) / 2)}`;
  });
  return [
    `  conformal 90 %: ${ends.join(", ")} (empirical: read at ${number(100 * level)} %, from ${plural(n, "finished question")} in ${plural(numClusters, "cluster")})`,
  ];
}

/** One target per finished question, its farthest rung, whoever registered the forecaster first: targets of one question move together. */
function finishedTargets(ledger: Ledger, { metric, axis }: Question, forecaster: string): ScoredTarget[] {
  return questionStates(ledger)
    .filter((state) => state.outcome !== null && state.question.metric === metric && state.question.axis === axis)
    .flatMap((state) => {
      const outcome = readLedgered(ledger.dir, ledger.entries[state.outcome!]!, Outcome);
      const values = new Map(outcome.rungs.map(({ rung, value }) => [rung, value]));
      const own = revealedForecasts(ledger, state).find((one) => one.forecast.forecaster === forecaster);
      return own ? scoreTargets(state.question, own.forecast, own.forecast, values).slice(-1) : [];
    });
}
