/** foreshock reproduce: trains the families of published phenomena, judges their rows against what is published, and writes one page. */
import { usageError } from "../base/errors.ts";
import { PHENOMENA } from "../phenomena/phenomena.ts";
import type { Phenomenon } from "../phenomena/phenomenon.ts";
import { type Reproduced, reproducePhenomena } from "../study/inside/reproduce.ts";
import { table } from "./output.ts";
import { studyOf } from "./study.ts";
import { watched, workersOf } from "./training.ts";
import type { Context, Result } from "./verb.ts";

/** Reproduces one phenomenon, or `all`, and writes reports/phenomena. Errors: an unknown name (usage), a run that fails. */
export async function reproduce(name: string, options: { workers?: string }, context: Context): Promise<Result> {
  const workers = workersOf(`reproduce ${name}`, options.workers);
  const study = studyOf(context);
  const chosen = chosenPhenomena(name);
  const { rows, page, verdict } = await watched(context, (how, clear) =>
    reproducePhenomena(study, chosen, {
      ...how,
      ...workers,
      onPhenomenon: ({ name, title }) => {
        clear();
        context.tell(`${name}: ${title}`, { event: "phenomenon", name });
      },
    }),
  );
  return { data: { rows, page, verdict }, text: textOf({ rows, page, verdict }) };
}

function chosenPhenomena(name: string): Phenomenon[] {
  const chosen = PHENOMENA.filter((phenomenon) => name === "all" || phenomenon.name === name);
  if (chosen.length > 0) return chosen;
  const known = PHENOMENA.map((phenomenon) => phenomenon.name).join(", ");
  throw usageError("reproduce", `all, or one of ${known} is required`, name, "foreshock reproduce all");
}

/** One line per phenomenon, and under it what was expected and obtained: side by side they would not fit a terminal. */
function textOf({ rows, page, verdict }: Reproduced): string[] {
  const [header, ...lines] = table([
    ["phenomenon", "seeds", "verdict"],
    ...rows.map((row) => [row.phenomenon, row.seeds, row.verdict]),
  ]);
  const body = lines.flatMap((line, i) => [
    line,
    `      expected  ${rows[i]!.expected}`,
    `      obtained  ${rows[i]!.obtained}`,
  ]);
  return [header!, ...body, verdict, `written: ${page}`];
}
