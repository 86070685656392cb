/**
 * Published phenomena, reproduced: their families are trained and their rows judged against what is published. Sections are kept beside
 * the page, so that one phenomenon can be made anew without the others.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { failedError } from "../../base/errors.ts";
import { writeFileAtomic } from "../../base/files.ts";
import { versions } from "../../base/versions.ts";
import { type PhenomenonRow, phenomenaTable, phenomenaVerdict } from "../../phenomena/page/headline.ts";
import { writePhenomena } from "../../phenomena/page/write.ts";
import { PHENOMENA } from "../../phenomena/phenomena.ts";
import { type FamilyVariant, type Phenomenon, sectionOf, type TrainedFamily } from "../../phenomena/phenomenon.ts";
import type { PhenomenonSection } from "../../phenomena/section.ts";
import { readFamily } from "../../runs/family.ts";
import { missing, observedRuns } from "../../runs/plan.ts";
import type { Family } from "../../specs.ts";
import type { Project } from "../project.ts";
import { rowsOfFamily } from "../rows.ts";
import { type TrainOptions, trainMissing } from "../running/train.ts";

const ownFamilies = fileURLToPath(new URL("../../../models/families", import.meta.url));

/** How to train, and who hears of each phenomenon before its families are trained. */
export type ReproduceOptions = TrainOptions & { onPhenomenon?: (phenomenon: Phenomenon) => void };

/** A row for each phenomenon that was asked for, the verdict over all that are kept, and the path of the page. */
export type Reproduced = { rows: PhenomenonRow[]; verdict: string; page: string };

/**
 * Reproduces phenomena one after the other and writes the page of all that are kept, reports/phenomena. Errors: a family that is not
 * there, a run that fails.
 */
export async function reproducePhenomena(
  project: Project,
  phenomena: readonly Phenomenon[],
  { onPhenomenon, ...options }: ReproduceOptions = {},
): Promise<Reproduced> {
  const folder = path.join(project.reports, "phenomena");
  for (const phenomenon of phenomena) {
    onPhenomenon?.(phenomenon);
    await reproduceOne(project, phenomenon, folder, options);
  }
  const input = { sections: PHENOMENA.flatMap((one) => keptSection(one, folder) ?? []), versions: versions() };
  const own = input.sections.filter(({ name }) => phenomena.some((one) => one.name === name));
  const [page] = await writePhenomena(folder, input);
  return { rows: phenomenaTable({ ...input, sections: own }), verdict: phenomenaVerdict(input), page: page! };
}

/**
 * Trains what is missing of a phenomenon's families, judges them and keeps the section; a phenomenon trained now is timed, else the time
 * known before stays.
 */
async function reproduceOne(
  project: Project,
  phenomenon: Phenomenon,
  folder: string,
  options: TrainOptions,
): Promise<void> {
  const before = keptSection(phenomenon, folder)?.seconds ?? null;
  const start = performance.now();
  const families: Family[] = [];
  for (const variant of phenomenon.families) families.push(await familyOf(variant, project));
  const specs = families.flatMap(observedRuns);
  const isFresh = missing(specs, project.dir).length === specs.length;
  const { failed } = await trainMissing(project, specs, options);
  if (failed[0]) throw failed[0].error;
  const trained: TrainedFamily[] = [];
  for (const family of families) trained.push({ family, rows: (await rowsOfFamily(project, family)).rows });
  const seconds = (performance.now() - start) / 1000;
  const section = sectionOf(phenomenon, phenomenon.judge(trained), isFresh ? seconds : before);
  writeFileAtomic(sectionFile(folder, section.name), `${JSON.stringify(section)}\n`);
}

/** A phenomenon's section as it was kept, or null. */
function keptSection({ name }: Phenomenon, folder: string): PhenomenonSection | null {
  const file = sectionFile(folder, name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as PhenomenonSection) : null;
}

function familyOf({ family, taskParams }: FamilyVariant, project: Project): Promise<Family> {
  const file = [project.families, ownFamilies].map((folder) => path.join(folder, `${family}.yaml`)).find(existsSync);
  if (file === undefined)
    throw failedError("reproduce", `family ${family} is required`, "no file", "install foreshock again");
  return readFamily(file, project.dir, taskParams);
}

const sectionFile = (folder: string, name: string): string => path.join(folder, "sections", `${name}.json`);
