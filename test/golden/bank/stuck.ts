/** How many families of the bank never move: success at guessing, at 1, or at one level at every rung. Reported, never tuned away. */
import { type BankFamily, readBank } from "../../../src/bank/bank.ts";
import { guessing, successMetric } from "../../../src/bank/questions.ts";
import { mean } from "../../../src/math/stats.ts";

/** Distance from guessing or from 1 within which a rung's mean over seeds counts as being there. */
const NEAR = 0.02;
/** Range of the rungs' means within which a family stays where it is. */
const LEVEL = 0.05;

/** What never moves: a success that is guessed, perfect, or at another level. */
export type Stuck = "guessing" | "1" | "one level";

/** Returns where a family's success is at the last step of its observed rungs, and of all that were trained. */
export function stuckAt({ family, rows }: BankFamily, rungs: "observed" | "all"): Stuck | null {
  const [metric, step] = [successMetric(family), family.checkpoints.at(-1)!];
  const chance = guessing(family);
  const wanted = family.ladder.filter(({ heldOut }) => rungs === "all" || !heldOut);
  const means = wanted.flatMap(({ nParams }) => {
    const values = rows.filter((row) => row.nParams === nParams && row.step === step && row.metric === metric);
    return values.length === 0
      ? []
      : [mean(values.filter(({ position }) => position === null).map((row) => row.value))];
  });
  if (means.every((value) => value <= chance + NEAR)) return "guessing";
  if (means.every((value) => value >= 1 - NEAR)) return "1";
  return Math.max(...means) - Math.min(...means) < LEVEL ? "one level" : null;
}

/** Returns one line per part of the bank and kind of rungs. */
export async function stuckLines(project: string): Promise<string[]> {
  const lines: string[] = [];
  for (const part of ["learning", "blind"] as const) {
    const families = await readBank(project, part);
    for (const rungs of ["observed", "all"] as const) {
      const count = (at: Stuck) => families.filter((one) => stuckAt(one, rungs) === at).length;
      lines.push(
        `${part}, ${rungs} rungs: of ${families.length} families ${count("guessing")} stay at guessing, ${count("1")} at 1, ${count("one level")} at another level`,
      );
    }
  }
  return lines;
}
