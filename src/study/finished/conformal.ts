/** Intervals widened by what finished questions of this ledger taught about a forecaster; nothing where they are too few. */
import { clusterOf } from "../../forecast/scoreTargets.ts";
import { type Ledger, questionStates } from "../../ledger/ledger.ts";
import { readLedgered, revealedForecasts } from "../../ledger/ledgeredFiles.ts";
import { pitOf, quantile } from "../../math/distribution.ts";
import { gridOf } from "../../question/grid.ts";
import { type Forecast, Outcome, type Question, type ScoredTarget } from "../../records.ts";
import { type ConformalLevel, conformalLevel } from "../../score/conformal.ts";

const ALPHA = 0.1;

/** The level that stands for 90 %, with the ends of the widened interval per held-out rung; or why there is none. */
export type Conformal =
  | (Extract<ConformalLevel, { ok: true }> & { intervals: { rung: string; low: number; high: number }[] })
  | Extract<ConformalLevel, { ok: false }>;

/**
 * Returns a forecast's conformal 90 % intervals, from the forecaster's PIT values in finished questions about the same metric along the
 * same axis; a reason when these are too few; null while no such question is finished.
 */
export function conformalIntervals(ledger: Ledger, question: Question, forecast: Forecast): Conformal | null {
  const finished = finishedTargets(ledger, question, forecast.forecaster);
  if (finished.length === 0) return null;
  const widened = conformalLevel(finished, ALPHA);
  if (!widened.ok) return widened;
  const { level } = widened;
  const intervals = forecast.targets.map(({ rung, distribution }) => ({
    rung,
    low: quantile(distribution, (1 - level) / 2),
    high: quantile(distribution, (1 + level) / 2),
  }));
  return { ...widened, intervals };
}

/** One target per finished question, its farthest rung, whoever registered the forecaster first: targets of one question move together. */
function finishedTargets(
  ledger: Ledger,
  { metric, axis }: Question,
  forecaster: string,
): Pick<ScoredTarget, "cluster" | "pit">[] {
  return questionStates(ledger)
    .filter((state) => state.outcome !== null && state.question.metric === metric && state.question.axis === axis)
    .flatMap((state) => {
      const outcome = readLedgered(ledger.dir, ledger.entries[state.outcome!]!, Outcome);
      const own = revealedForecasts(ledger, state).find((one) => one.forecast.forecaster === forecaster);
      if (!own) return [];
      const farthest = gridOf(state.question).heldOut.at(-1)!.name;
      const { distribution } = own.forecast.targets.find(({ rung }) => rung === farthest)!;
      const { value } = outcome.rungs.find(({ rung }) => rung === farthest)!;
      return { cluster: clusterOf(state.question), pit: pitOf(distribution, value) };
    });
}
