/**
 * Single cases with bars of their own, as one call: those that have their data are run, the others named with what they lack. Published
 * results lie where the caller says; foreshock knows no folder outside itself.
 */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { exists } from "../base/files.ts";
import type { Benchmark, Section } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";

const ownFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Which cases, by name, the folders that may hold their data, and who is told when one starts. */
export type CaseSettings = {
  data: readonly string[];
  names: readonly string[];
  starting(benchmark: Pick<Benchmark, "name" | "title">): void;
};

/** What was found, what was skipped and why, and seconds by case. */
export type Cases = {
  sections: Section[];
  skipped: { name: string; reason: string }[];
  seconds: Record<string, number>;
};

/** The names of all cases, in the order of their page. */
export const CASE_NAMES: readonly string[] = BENCHMARKS.map(({ name }) => name);

/** Returns what came of the named cases that have their data. */
export async function runCases({ data, names, starting }: CaseSettings): Promise<Cases> {
  const cases: Cases = { sections: [], skipped: [], seconds: {} };
  for (const benchmark of BENCHMARKS.filter(({ name }) => names.includes(name))) {
    const place = placeOf(benchmark, data);
    if (!place.ok) cases.skipped.push({ name: benchmark.name, reason: place.reason });
    if (!place.ok) continue;
    starting(benchmark);
    const start = performance.now();
    cases.sections.push(await benchmark.run(place.folder));
    cases.seconds[benchmark.name] = (performance.now() - start) / 1000;
  }
  return cases;
}

/** Where a case reads, or what it lacks. */
function placeOf({ data: needed }: Benchmark, folders: readonly string[]) {
  if (needed === null) return { ok: true, folder: ownFolder } as const;
  const found = folders.find((folder) => exists(path.join(folder, needed)));
  if (found !== undefined) return { ok: true, folder: found } as const;
  return { ok: false, reason: `published results are needed (--data <folder with ${needed}>)` } as const;
}
