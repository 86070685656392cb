/**
 * Progress of a pool of runs: on a terminal one line per running model and a total, redrawn in place; elsewhere a line per finished
 * run and one about every ten seconds; with --json the same moments as JSON lines. It shows steps and throughput, never a loss or
 * metric, because held-out runs are watched with it too.
 */
import { duration, size } from "../base/words.ts";
import type { PoolEvent } from "../runs/pool.ts";
import type { RunSpec } from "../specs.ts";
import { type Total, trainingMeter } from "../study/running/meter.ts";
import { color } from "./output.ts";
import type { Context, Terminal } from "./verb.ts";

export type Progress = { update(event: PoolEvent): void; stop(): void };

const PLAIN_EVERY_MS = 10_000;
const REDRAW_EVERY_MS = 100;

/** Returns a display for these runs; `clock` gives milliseconds. */
export function showProgress(
  specs: readonly RunSpec[],
  { tell, json, terminal }: Pick<Context, "tell" | "json" | "terminal">,
  clock: () => number,
): Progress {
  const meter = trainingMeter(specs, clock);
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

/** Returns a display whose lines are written over by the next ones. */
export function redrawn(terminal: Terminal): { clear(): void; draw(lines: string[]): void } {
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
