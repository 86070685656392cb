/** foreshock reproduce: trains the families of published phenomena, judges their rows against what is published, and writes one page. */
import path from "node:path";
import { usageError } from "../base/errors.ts";
import { versions } from "../base/versions.ts";
import { phenomenaTable, phenomenaVerdict } from "../phenomena/page/headline.ts";
import { writePhenomena } from "../phenomena/page/write.ts";
import { PHENOMENA } from "../phenomena/phenomena.ts";
import type { Phenomenon } from "../phenomena/phenomenon.ts";
import { keptSections, reproducePhenomenon } from "../study/inside/reproduce.ts";
import { table } from "./output.ts";
import { studyOf } from "./study.ts";
import { watched, workersOf } from "./training.ts";
import type { Context, Result } from "./verb.ts";

/** Reproduces one phenomenon, or `all`, and writes reports/phenomena. Errors: an unknown name (usage), a run that fails. */
export async function reproduce(name: string, options: { workers?: string }, context: Context): Promise<Result> {
  const workers = workersOf(`reproduce ${name}`, options.workers);
  const study = studyOf(context);
  const chosen = chosenPhenomena(name);
  const folder = path.join(study.reports, "phenomena");
  for (const phenomenon of chosen) {
    context.tell(`${phenomenon.name}: ${phenomenon.title}`, { event: "phenomenon", name: phenomenon.name });
    await watched(context, (how) => reproducePhenomenon(study, phenomenon, folder, { ...how, ...workers }));
  }
  const kept = keptSections(PHENOMENA, folder);
  const sections = PHENOMENA.flatMap((one) => kept.get(one.name) ?? []);
  const input = { sections, versions: versions() };
  const [page] = await writePhenomena(folder, input);
  const rows = phenomenaTable({
    ...input,
    sections: sections.filter((one) => chosen.some((p) => p.name === one.name)),
  });
  return { data: { rows, page, verdict: phenomenaVerdict(input) }, text: textOf(rows, page!, phenomenaVerdict(input)) };
}

function chosenPhenomena(name: string): Phenomenon[] {
  const chosen = PHENOMENA.filter((phenomenon) => name === "all" || phenomenon.name === name);
  if (chosen.length > 0) return chosen;
  const known = PHENOMENA.map((phenomenon) => phenomenon.name).join(", ");
  throw usageError("reproduce", `all, or one of ${known} is required`, name, "foreshock reproduce all");
}

/** One line per phenomenon, and under it what was expected and obtained: side by side they would not fit a terminal. */
function textOf(rows: ReturnType<typeof phenomenaTable>, page: string, verdict: string): string[] {
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
