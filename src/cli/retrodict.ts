/** foreshock retrodict: the standing benchmark on published results and own families, as a table and a page. */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { versions } from "../base/versions.ts";
import { number, plural } from "../base/words.ts";
import type { Benchmark, Section } from "../retrodict/benchmark.ts";
import { BENCHMARKS } from "../retrodict/benchmarks.ts";
import { valueText, verdictOf, writeRetrodiction } from "../retrodict/page.ts";
import { findProject } from "../study/project.ts";
import { table, tick } from "./output.ts";
import { packTrained } from "./packFamilies.ts";
import type { Context, Result } from "./verb.ts";

export type RetrodictOptions = { data?: string; only?: string[]; pack?: string };

/** Where published results lie beside the package when nothing else is said. */
const DATA = "../shared/data";
const ownProject = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the benchmarks that have their data, says which were skipped, and writes reports/retrodiction. Errors (usage): unknown names. */
export async function retrodict(options: RetrodictOptions, context: Context): Promise<Result> {
  if (options.pack !== undefined) return pack(path.resolve(context.cwd, options.pack));
  const project = findProject(context);
  const data = path.resolve(context.cwd, options.data ?? process.env.FORESHOCK_DATA ?? path.join(ownProject, DATA));
  const sections: Section[] = [];
  const skipped: { name: string; reason: string }[] = [];
  const seconds: Record<string, number> = {};
  for (const benchmark of chosen(options.only ?? [])) {
    const missing = benchmark.data !== null && !exists(path.join(data, benchmark.data));
    if (missing)
      skipped.push({ name: benchmark.name, reason: `no folder ${benchmark.data} in the data folder (--data)` });
    if (missing) continue;
    context.tell(`${benchmark.name}: ${benchmark.title}`, { event: "benchmark", name: benchmark.name });
    const start = performance.now();
    sections.push(await benchmark.run({ data, project: ownProject }));
    seconds[benchmark.name] = (performance.now() - start) / 1000;
  }
  requireSome(sections, skipped);
  const files = await writeRetrodiction(path.join(project.reports, "retrodiction"), {
    sections,
    skipped,
    versions: versions(),
  });
  const told = sections.map(({ name, title, lines, notes, targets }) => ({
    name,
    title,
    lines,
    notes,
    numTargets: targets.length,
  }));
  return {
    data: { sections: told, skipped, seconds, page: files[0] },
    text: [
      ...sections.flatMap((section) => describe(section, seconds[section.name]!)),
      ...skipped.map(({ name, reason }) => `${name}: skipped, ${reason}`),
      `${verdictOf(sections)}`,
      `written: ${path.relative(context.cwd, files[0]!)}`,
    ],
  };
}

/** Without any data there is nothing to write, and an earlier page stays. */
function requireSome(sections: readonly Section[], skipped: readonly { name: string; reason: string }[]): void {
  if (sections.length > 0) return;
  throw usageError(
    "retrodict",
    "the data of one benchmark at least is required",
    skipped.map(({ name, reason }) => `${name}: ${reason}`).join("; "),
    "foreshock retrodict --data <folder with olmo-ladder and pythia>",
  );
}

/** Packs own families anew: the trained runs of a project, with its ledger, become the rows that `own-families` reads. */
async function pack(from: string): Promise<Result> {
  const { numRows, numAnswers } = await packTrained(from, ownProject);
  return {
    data: { numRows, numAnswers },
    text: [
      `packed ${plural(numRows, "row")} and the answers of ${plural(numAnswers, "run")} into models/imports/families`,
    ],
  };
}

function chosen(only: readonly string[]): readonly Benchmark[] {
  const strange = only.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (strange === undefined) return BENCHMARKS.filter(({ name }) => only.length === 0 || only.includes(name));
  const known = BENCHMARKS.map(({ name }) => name).join(", ");
  throw usageError("retrodict", `--only with one of ${known} is required`, strange, "foreshock retrodict");
}

function describe({ title, lines, targets }: Section, seconds: number): string[] {
  const rows = lines.map((line) => [
    line.what,
    valueText(line),
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
