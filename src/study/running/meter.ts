/** How far a pool of runs has come, and how fast: from the pool's events to a total. */
import { costUpTo } from "../../runs/cost.ts";
import { runKey } from "../../runs/key.ts";
import type { PoolEvent } from "../../runs/pool.ts";
import type { RunSpec } from "../../specs.ts";

/**
 * Total progress: runs finished, runs in all, runs being measured, mean tokens per second since the start, seconds to go (null = not
 * known: nothing trained yet, or a run is being measured, whose time has nothing to do with its tokens).
 */
export type Total = {
  done: number;
  total: number;
  measuring: number;
  tokensPerSecond: number;
  etaSeconds: number | null;
};

/** Adds up events. */
export type TrainingMeter = { update(event: PoolEvent): void; total(): Total };

/**
 * Returns the meter of these runs; `clock` gives milliseconds. Work is counted in training FLOPs, since a token costs a large model more;
 * what was there before counts as done, not as speed.
 */
export function trainingMeter(specs: readonly RunSpec[], clock: () => number): TrainingMeter {
  const byKey = new Map(specs.map((spec) => [runKey(spec), spec]));
  const all = specs.reduce((sum, spec) => sum + costUpTo(spec, spec.train.numSteps).flops, 0);
  const steps = new Map<string, { first: number; now: number }>();
  const measured = new Set<string>();
  const start = clock();
  let done = 0;
  return {
    update({ runKey: key, phase, step, numSteps }) {
      if (phase === "done" || phase === "failed") done++;
      if (phase === "measure") measured.add(key);
      else measured.delete(key);
      if (phase === "failed") return;
      const first = steps.get(key)?.first ?? step;
      steps.set(key, { first, now: phase === "train" || phase === "wait" ? step : numSteps });
    },
    total() {
      const worked = { tokens: 0, flops: 0, before: 0 };
      for (const [key, { first, now }] of steps) {
        const [from, to] = [first, now].map((step) => costUpTo(byKey.get(key)!, step));
        worked.tokens += to!.tokens - from!.tokens;
        worked.flops += to!.flops - from!.flops;
        worked.before += from!.flops;
      }
      const seconds = (clock() - start) / 1000;
      const rate = (amount: number) => (seconds > 0 ? amount / seconds : 0);
      const left = all - worked.before - worked.flops;
      const measuring = measured.size;
      const etaSeconds = worked.flops > 0 && seconds > 1 && measuring === 0 ? left / rate(worked.flops) : null;
      return { done, total: specs.length, measuring, tokensPerSecond: Math.round(rate(worked.tokens)), etaSeconds };
    },
  };
}
