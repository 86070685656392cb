/**
 * foreshock reproduce: trains the families of published phenomena, judges their rows against what is published, and writes one page.
 * Sections are kept beside the page, so that one phenomenon can be made anew without the others.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { failedError, usageError } from "../base/errors.ts";
import { writeFileAtomic } from "../base/files.ts";
import { versions } from "../base/versions.ts";
import { phenomenaTable, phenomenaVerdict } from "../phenomena/page/headline.ts";
import { writePhenomena } from "../phenomena/page/write.ts";
import { PHENOMENA } from "../phenomena/phenomena.ts";
import { type FamilyVariant, type Phenomenon, sectionOf, type TrainedFamily } from "../phenomena/phenomenon.ts";
import type { PhenomenaInput, PhenomenonSection } from "../phenomena/section.ts";
import { readFamily } from "../runs/family.ts";
import { runFolder, runKey } from "../runs/key.ts";
import { readMeasures } from "../runs/measures.ts";
import { missing, observedRuns } from "../runs/plan.ts";
import { readSummary } from "../runs/store.ts";
import type { RunSpec } from "../specs.ts";
import { findProject, type Project } from "../study/project.ts";
import { type TrainOptions, trainMissing, trainOptions } from "../study/train.ts";
import { table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

const ownFamilies = fileURLToPath(new URL("../../models/families", import.meta.url));

/** Reproduces one phenomenon, or `all`, and writes reports/phenomena. Errors: an unknown name (usage), a run that fails. */
export async function reproduce(name: string, { workers }: { workers?: string }, context: Context): Promise<Result> {
  const how = trainOptions(`reproduce ${name}`, workers);
  const project = findProject(context);
  const chosen = chosenPhenomena(name);
  const folder = path.join(project.reports, "phenomena");
  const kept = readSections(folder);
  for (const phenomenon of chosen) {
    context.tell(`${phenomenon.name}: ${phenomenon.title}`, { event: "phenomenon", name: phenomenon.name });
    const section = await sectionBy(phenomenon, project, how, context, kept.get(phenomenon.name)?.seconds ?? null);
    kept.set(section.name, section);
    writeFileAtomic(sectionFile(folder, section.name), `${JSON.stringify(section)}\n`);
  }
  const sections = PHENOMENA.flatMap(({ name }) => kept.get(name) ?? []);
  const input: PhenomenaInput = { sections, versions: versions() };
  const [page] = await writePhenomena(folder, input);
  const rows = phenomenaTable({
    ...input,
    sections: sections.filter(({ name }) => chosen.some((p) => p.name === name)),
  });
  return { data: { rows, page, verdict: phenomenaVerdict(input) }, text: textOf(rows, page!, phenomenaVerdict(input)) };
}

function chosenPhenomena(name: string): Phenomenon[] {
  const chosen = PHENOMENA.filter((phenomenon) => name === "all" || phenomenon.name === name);
  if (chosen.length > 0) return chosen;
  const known = PHENOMENA.map((phenomenon) => phenomenon.name).join(", ");
  throw usageError("reproduce", `all, or one of ${known} is required`, name, "foreshock reproduce all");
}

/** Trains what is missing of a phenomenon's families and judges them; a run trained now is timed, else the time known before stays. */
async function sectionBy(
  phenomenon: Phenomenon,
  project: Project,
  how: TrainOptions,
  context: Context,
  secondsBefore: number | null,
): Promise<PhenomenonSection> {
  const start = performance.now();
  const families = [];
  for (const variant of phenomenon.families) families.push(await familyOf(variant, project));
  const specs = families.flatMap(observedRuns);
  const isFresh = missing(specs, project.dir).length === specs.length;
  const { failed } = await trainMissing(specs, project, context, how);
  if (failed[0]) throw failed[0].error;
  const trained: TrainedFamily[] = [];
  for (const family of families) trained.push({ family, rows: await rowsOfRuns(observedRuns(family), project) });
  const seconds = (performance.now() - start) / 1000;
  return sectionOf(phenomenon, phenomenon.judge(trained), isFresh ? seconds : secondsBefore);
}

function familyOf({ family, taskParams }: FamilyVariant, project: Project) {
  const file = [project.families, ownFamilies].map((folder) => path.join(folder, `${family}.yaml`)).find(existsSync);
  if (file === undefined)
    throw failedError("reproduce", `family ${family} is required`, "no file", "install foreshock again");
  return readFamily(file, project.dir, taskParams);
}

async function rowsOfRuns(specs: readonly RunSpec[], project: Project) {
  const rows = [];
  for (const spec of specs) {
    rows.push(...(await readSummary(runFolder(project.dir, runKey(spec)).summary)));
    rows.push(...(await readMeasures(spec, project.dir)));
  }
  return rows;
}

const sectionFile = (folder: string, name: string): string => path.join(folder, "sections", `${name}.json`);

function readSections(folder: string): Map<string, PhenomenonSection> {
  const files = PHENOMENA.map(({ name }) => [name, sectionFile(folder, name)] as const);
  const present = files.filter(([, file]) => existsSync(file));
  return new Map(present.map(([name, file]) => [name, JSON.parse(readFileSync(file, "utf8")) as PhenomenonSection]));
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
