/**
 * The standing benchmark as one call: the benchmarks that have their data are run, the others named with what they lack, and the page
 * is written. Published results lie where the caller says; foreshock knows no folder outside itself.
 */
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { versions } from "../base/versions.ts";
import type { Benchmark, Section } from "./benchmark.ts";
import { BENCHMARKS } from "./benchmarks.ts";
import { verdictOf, writeRetrodiction } from "./page.ts";

const ownFolder = fileURLToPath(new URL("../..", import.meta.url));

/** Which benchmarks (`only` empty = all), where their data lie (null = nowhere), and who is told when one starts. */
export type RetrodictSettings = { data: string | null; only: readonly string[]; starting(benchmark: Benchmark): void };

/** What was found, what was skipped and why, seconds by benchmark, how many bars were met as a sentence, and the page. */
export type Retrodicted = {
  sections: Section[];
  skipped: { name: string; reason: string }[];
  seconds: Record<string, number>;
  verdict: string;
  page: string;
};

/**
 * Runs the benchmarks that have their data and writes their page and figures into `folder`. Errors (usage): unknown names; no data for
 * any of them, where an earlier page stays.
 */
export async function retrodict(folder: string, { data, only, starting }: RetrodictSettings): Promise<Retrodicted> {
  const sections: Section[] = [];
  const skipped: Retrodicted["skipped"] = [];
  const seconds: Record<string, number> = {};
  for (const benchmark of chosen(only)) {
    const place = placeOf(benchmark, data);
    if (!place.ok) skipped.push({ name: benchmark.name, reason: place.reason });
    if (!place.ok) continue;
    starting(benchmark);
    const start = performance.now();
    sections.push(await benchmark.run(place.folder));
    seconds[benchmark.name] = (performance.now() - start) / 1000;
  }
  requireSome(sections, skipped);
  const [page] = await writeRetrodiction(folder, { sections, skipped, versions: versions() });
  return { sections, skipped, seconds, verdict: verdictOf(sections), page: page! };
}

/** Where a benchmark reads, or what it lacks. */
function placeOf({ data: needed }: Benchmark, data: string | null) {
  if (needed === null) return { ok: true, folder: ownFolder } as const;
  if (data === null)
    return { ok: false, reason: `published results are needed (--data <folder with ${needed}>)` } as const;
  if (exists(path.join(data, needed))) return { ok: true, folder: data } as const;
  return { ok: false, reason: `no folder ${needed} in the data folder (--data)` } as const;
}

function requireSome(sections: readonly Section[], skipped: Retrodicted["skipped"]): void {
  if (sections.length > 0) return;
  throw usageError(
    "retrodict",
    "the data of one benchmark at least is required",
    skipped.map(({ name, reason }) => `${name}: ${reason}`).join("; "),
    "foreshock retrodict --data <folder with olmo-ladder and pythia>",
  );
}

function chosen(only: readonly string[]): readonly Benchmark[] {
  const strange = only.find((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (strange === undefined) return BENCHMARKS.filter(({ name }) => only.length === 0 || only.includes(name));
  const known = BENCHMARKS.map(({ name }) => name).join(", ");
  throw usageError("retrodict", `--only with one of ${known} is required`, strange, "foreshock retrodict");
}
