/**
 * How one rung developed over training, read from its rows alone: when accuracy jumped in every seed, what moved before it, the stages
 * of its LLC curve, and whether the loss turned.
 */
import { fold, type Key } from "../base/random.ts";
import { METRICS, type MetricName } from "../metrics.ts";
import type { Measurement } from "../records.ts";
import { type Curve, curveOf, seedsOf } from "./curve.ts";
import { type DepartureRule, PAST_PEAK } from "./departure.ts";
import {
  compareLead,
  type Indicator,
  type JumpEvent,
  jumpStep,
  type Lead,
  type LeadComparison,
  leads,
} from "./leads.ts";
import { type Reversal, reversal } from "./reversal.ts";
import { findStages, type Stages } from "./stages.ts";

/** What is asked: which metric's jump across which threshold. */
export type Event = { metric: MetricName; threshold: number };

/** What was found; null where the rows do not hold what it needs. */
export type Development = {
  loss: MetricName;
  /** The step of every seed's jump, null for one that never jumps. */
  jumps: { seed: string; step: number | null }[];
  leads: Lead[];
  /** LLC against the loss on evaluation examples, both by the rule of `first`. */
  llcAgainstLoss: LeadComparison | null;
  stages: Stages | null;
  /** The loss curve of every seed; none for a squared error, whose unit the rule's 0.2 nats do not fit. */
  reversals: { seed: string; reversal: Reversal }[];
};

/** Checkpoints that count as the start of a curve: its plateau, until something moves. */
const PLATEAU = 3;
/** Metrics that are no indicators: they are the event's own kind, or diagnostics of another number. */
const NOT_INDICATORS = [
  "tokenAccuracy",
  "exactMatch",
  "success",
  "sampledSuccess",
  "llcRhat",
  "llcAcceptance",
  "llcReach",
];

/** Returns the development of the rows of one rung; `key` draws the noise of the reversal test. */
export function developmentOf(rows: readonly Measurement[], event: Event, key: Key): Development {
  const seeds = seedsOf(rows);
  const loss: MetricName = rows.some(({ metric }) => metric === "nll") ? "nll" : "mse";
  const found = seeds.flatMap((seed) => leadsOf(rows, seed, event));
  const jumps = seeds.flatMap((seed) => {
    const { curve, ...at } = jumpOf(rows, seed, event);
    return curve.steps.length > 0 ? [{ seed, step: jumpStep({ curve, ...at }) }] : [];
  });
  const of = (metric: string) => found.filter(({ indicator }) => indicator === metric);
  const curves = (metric: string) => seeds.map((seed) => curveOf(rows, metric, seed));
  const llc = onSharedSteps(curves("llc"));
  const measured = llc.length > 0 && llc[0]!.steps.length >= 4;
  return {
    loss,
    jumps,
    leads: found,
    llcAgainstLoss: of("llc").length > 0 && of(loss).length > 0 ? compareLead(of("llc"), of(loss)) : null,
    stages: measured ? findStages({ llc, loss: curves(loss) }) : null,
    reversals: seeds.flatMap((seed, i) => {
      const curve = curveOf(rows, loss, seed);
      return loss === "nll" && curve.steps.length > 0 ? [{ seed, reversal: reversal(curve, fold(key, i)) }] : [];
    }),
  };
}

function jumpOf(rows: readonly Measurement[], seed: string, { metric, threshold }: Event): JumpEvent {
  const { better } = METRICS[metric];
  return { curve: curveOf(rows, metric, seed), threshold, better: better === "lower" ? better : "higher" };
}

function leadsOf(rows: readonly Measurement[], seed: string, event: Event): Lead[] {
  const own = rows.filter((row) => row.seed === seed && row.position === null);
  const names = [...new Set(own.map((row) => row.metric))].filter((name) => !NOT_INDICATORS.includes(name));
  const indicators = names
    .filter((name) => !name.includes(".") && name !== event.metric)
    .flatMap((name): Indicator[] => {
      const curve = curveOf(own, name, seed);
      return curve.steps.length > PLATEAU ? [{ name, curve, rule: ruleFor(name, curve) }] : [];
    });
  return leads({ seed, event: jumpOf(own, seed, event), indicators });
}

/** Losses and the LLC may rise before they fall, so they are read past their peak; everything else where it leaves its start. */
function ruleFor(name: string, { steps }: Curve): DepartureRule {
  if (["nll", "mse", "llc"].includes(name)) return PAST_PEAK;
  return { kind: "leavesPlateau", from: steps[0]!, to: steps[PLATEAU - 1]!, sds: 4, margin: 0.1, sustained: 2 };
}

/** The curves at the steps all of them have: refused estimates leave gaps. */
function onSharedSteps(curves: readonly Curve[]): Curve[] {
  const [first] = curves;
  if (!first) return [];
  const shared = first.steps.filter((step) => curves.every(({ steps }) => steps.includes(step)));
  return curves.map(({ steps, values, stderr }) => {
    const keep = shared.map((step) => steps.indexOf(step));
    return { steps: shared, values: keep.map((i) => values[i]!), stderr: keep.map((i) => stderr[i]!) };
  });
}
