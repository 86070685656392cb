/** foreshock retrodict: the standing benchmark on published results and own families, as a table and a page. */
import path from "node:path";
import { number, plural, quantity } from "../base/words.ts";
import type { Section } from "../retrodict/benchmark.ts";
import { retrodict as runBenchmarks } from "../retrodict/retrodict.ts";
import { findProject } from "../study/project.ts";
import { table, tick } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type RetrodictOptions = { data?: string; only?: string[] };

/** Runs the benchmarks that have their data, says which were skipped, and writes reports/retrodiction. Errors (usage): unknown names. */
export async function retrodict({ data, only }: RetrodictOptions, context: Context): Promise<Result> {
  const folder = path.join(findProject(context).reports, "retrodiction");
  const { sections, skipped, seconds, verdict, page } = await runBenchmarks(folder, {
    data: data === undefined ? null : path.resolve(context.cwd, data),
    only: only ?? [],
    starting: ({ name, title }) => context.tell(`${name}: ${title}`, { event: "benchmark", name }),
  });
  const told = sections.map(({ name, title, lines, notes, targets }) => ({
    name,
    title,
    lines,
    notes,
    numTargets: targets.length,
  }));
  return {
    data: { sections: told, skipped, seconds, page },
    text: [
      ...sections.flatMap((section) => describe(section, seconds[section.name]!)),
      ...skipped.map(({ name, reason }) => `${name}: skipped, ${reason}`),
      verdict,
      `written: ${path.relative(context.cwd, page)}`,
    ],
  };
}

function describe({ title, lines, targets }: Section, seconds: number): string[] {
  const rows = lines.map((line) => [
    line.what,
    quantity(line.value, line.unit),
    line.bar ?? "",
    line.met === null ? "" : tick(line.met),
    line.note,
  ]);
  return [
    `${title} (${targets.length > 0 ? `${plural(targets.length, "scored forecast")}, ` : ""}${number(seconds)} s)`,
    ...table([["what", "obtained", "bar", "", ""], ...rows]),
    "",
  ];
}
