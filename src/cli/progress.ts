/**
 * Progress of a pool of runs: on a terminal one line per running model and a total, redrawn in place; elsewhere a line per finished
 * run and one about every ten seconds; with --json the same moments as JSON lines. It shows steps and throughput, never a loss or
 * metric, because held-out runs are watched with it too.
 */

import { size } from "../base/words.ts";
import { costUpTo } from "../runs/cost.ts";
import { runKey } from "../runs/key.ts";
import type { PoolEvent } from "../runs/pool.ts";
import type { RunSpec } from "../specs.ts";
import { color } from "./output.ts";
import type { Context } from "./verb.ts";

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

export type Progress = { update(event: PoolEvent): void; stop(): void };

type Terminal = { columns: number; write(text: string): void };

const PLAIN_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 100;

/** Returns a display for these runs; `terminal` is null when stdout is none, `clock` gives milliseconds. */
export function showProgress(
  specs: readonly RunSpec[],
  { tell, json }: Pick<Context, "tell" | "json">,
  terminal: Terminal | null,
  clock: () => number,
): Progress {
  const meter = totalOf(specs, clock);
  const running = new Map<string, PoolEvent>();
  const screen = terminal && !json ? redrawn(terminal) : null;
  let last = clock();
  const due = (interval: number) => {
    if (clock() - last < interval) return false;
    last = clock();
    return true;
  };
  const say = (line: string, event: Record<string, unknown>) => {
    screen?.clear();
    tell(line, event);
  };
  return {
    update(event) {
      meter.update(event);
      if (event.phase === "done" || event.phase === "failed") running.delete(event.runKey);
      else running.set(event.runKey, event);
      const { phase, label, message } = event;
      if (phase === "done" || phase === "failed") say(ended(event, meter.total()), { event: "run", ...event });
      else if (message) say(`  ${label}: ${message}`, { event: "run", ...event });
      if (screen && (phase === "done" || due(REDRAW_EVERY_MS)))
        screen.draw([...[...running.values()].map(runLine), totalLine(meter.total())]);
      else if (!screen && phase !== "done" && due(PLAIN_EVERY_MS))
        tell(totalLine(meter.total()), { event: "progress", ...meter.total() });
    },
    stop: () => screen?.clear(),
  };
}

/** Work is counted in training FLOPs, since a token costs a large model more; what was there before counts as done, not as speed. */
function totalOf(specs: readonly RunSpec[], clock: () => number) {
  const byKey = new Map(specs.map((spec) => [runKey(spec), spec]));
  const all = specs.reduce((sum, spec) => sum + costUpTo(spec, spec.train.numSteps).flops, 0);
  const steps = new Map<string, { first: number; now: number }>();
  const measured = new Set<string>();
  const start = clock();
  let done = 0;
  return {
    update({ runKey: key, phase, step, numSteps }: PoolEvent) {
      if (phase === "done" || phase === "failed") done++;
      if (phase === "measure") measured.add(key);
      else measured.delete(key);
      if (phase === "failed") return;
      const first = steps.get(key)?.first ?? step;
      steps.set(key, { first, now: phase === "train" || phase === "wait" ? step : numSteps });
    },
    total(): Total {
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

function redrawn(terminal: Terminal) {
  let height = 0;
  const clear = () => {
    if (height > 0) terminal.write(`\x1b[${height}A\x1b[J`);
    height = 0;
  };
  return {
    clear,
    draw(lines: string[]) {
      clear();
      terminal.write(lines.map((line) => `${line.slice(0, (terminal.columns || 80) - 1)}\n`).join(""));
      height = lines.length;
    },
  };
}

function ended({ label, phase, message }: PoolEvent, { done, total }: Total): string {
  return phase === "done"
    ? `  ${done}/${total} ${label} done`
    : `  ${done}/${total} ${label} ${color.red("failed")}: ${message}`;
}

function runLine({ label, phase, step, numSteps, tokensPerSecond }: PoolEvent): string {
  const speed = tokensPerSecond ? `  ${size(tokensPerSecond)} tokens/s` : "";
  return `  ${label.padEnd(34)} ${phase.padEnd(7)} step ${String(step).padStart(String(numSteps).length)}/${numSteps}${speed}`;
}

function totalLine({ done, total, measuring, tokensPerSecond, etaSeconds }: Total): string {
  const eta = etaSeconds === null ? "" : `, about ${duration(etaSeconds)} to go`;
  const pace = measuring > 0 ? `, ${measuring} being measured` : `, ${size(tokensPerSecond)} tokens/s`;
  return `  ${done}/${total} runs done${pace}${eta}`;
}

/** Returns seconds as `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}
