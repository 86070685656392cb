/** Which runs a backtest uses: those that are named; and what to type where some stand in each other's way. */

import { type ForeshockError, usageError } from "../../base/errors.ts";
import { matchesGlob } from "../../base/glob.ts";
import { abridged, size } from "../../base/words.ts";
import type { Question, QuestionRung } from "../../records.ts";
import { groupBy } from "../../score/targets.ts";

/** Returns whether a name is among those that patterns name; all are where there are no patterns. Errors (usage): a pattern that names nothing. */
export function usedRuns(
  patterns: readonly string[] = [],
  names: readonly string[],
  command: string,
): (name: string) => boolean {
  const strange = patterns.find((pattern) => !names.some((name) => matchesGlob(pattern, name)));
  if (strange === undefined)
    return (name) => patterns.length === 0 || patterns.some((pattern) => matchesGlob(pattern, name));
  const there = abridged(new Set(names));
  throw usageError(
    "backtest",
    `--runs with names or patterns of ${there} is required`,
    strange,
    `${command} --runs '*'`,
  );
}

/** Returns the error of a question whose rungs make no view; where several share a size it says which, and names one run of each size. */
export function noView({ rungs, family, task }: Question): ForeshockError {
  const bySize = groupBy(rungs, (rung) => String(rung.nParams));
  const shared = [...bySize.values()].filter((group) => group.length > 1);
  const needed = "four or more rungs of different sizes, or checkpoints, are required";
  if (shared.length === 0)
    return usageError("backtest", needed, `${rungs.length} rungs`, "ask about a family or an import with more of them");
  const named = ({ run, name }: QuestionRung) => run ?? name;
  const group = shared[0]!;
  const example = `${abridged(group.map(named))} of ${size(group[0]!.nParams)}`;
  const got = new Error(`${rungs.length} rungs of ${bySize.size} sizes: several share one, such as ${example}`);
  const ofEach = [...bySize.values()].map(([first]) => named(first!)).join(",");
  return usageError("backtest", needed, got, `foreshock backtest ${family} --task ${task.name} --runs '${ofEach}'`);
}
