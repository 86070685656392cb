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
import { type FamilyVariant, type Phenomenon, sectionOf, type TrainedFamily } from "../../phenomena/phenomenon.ts";
import type { PhenomenonSection } from "../../phenomena/section.ts";
import { readFamily } from "../../runs/family.ts";
import { missing, observedRuns } from "../../runs/plan.ts";
import type { Family } from "../../specs.ts";
import type { Project } from "../project.ts";
import { rowsOfFamily } from "../rows.ts";
import { type TrainOptions, trainMissing } from "../running/train.ts";

const ownFamilies = fileURLToPath(new URL("../../../models/families", import.meta.url));

/**
 * Trains what is missing of a phenomenon's families, judges them and keeps the section in `folder`; a phenomenon trained now is timed,
 * else the time known before stays. Errors: a family that is not there, a run that fails.
 */
export async function reproducePhenomenon(
  project: Project,
  phenomenon: Phenomenon,
  folder: string,
  options: TrainOptions = {},
): Promise<PhenomenonSection> {
  const before = keptSections([phenomenon], folder).get(phenomenon.name)?.seconds ?? null;
  const start = performance.now();
  const families: Family[] = [];
  for (const variant of phenomenon.families) families.push(await familyOf(variant, project));
  const specs = families.flatMap(observedRuns);
  const isFresh = missing(specs, project.dir).length === specs.length;
  const { failed } = await trainMissing(project, specs, options);
  if (failed[0]) throw failed[0].error;
  const trained: TrainedFamily[] = [];
  for (const family of families) {
    const { summary, measured } = await rowsOfFamily(project, family);
    trained.push({ family, rows: [...summary, ...measured.flat()] });
  }
  const seconds = (performance.now() - start) / 1000;
  const section = sectionOf(phenomenon, phenomenon.judge(trained), isFresh ? seconds : before);
  writeFileAtomic(sectionFile(folder, section.name), `${JSON.stringify(section)}\n`);
  return section;
}

/** Returns the sections of these phenomena that are kept in a folder, by name. */
export function keptSections(phenomena: readonly Phenomenon[], folder: string): Map<string, PhenomenonSection> {
  const files = phenomena.map(({ name }) => [name, sectionFile(folder, name)] as const);
  const present = files.filter(([, file]) => existsSync(file));
  return new Map(present.map(([name, file]) => [name, JSON.parse(readFileSync(file, "utf8")) as PhenomenonSection]));
}

function familyOf({ family, taskParams }: FamilyVariant, project: Project): Promise<Family> {
  const file = [project.families, ownFamilies].map((folder) => path.join(folder, `${family}.yaml`)).find(existsSync);
  if (file === undefined)
    throw failedError("reproduce", `family ${family} is required`, "no file", "install foreshock again");
  return readFamily(file, project.dir, taskParams);
}

const sectionFile = (folder: string, name: string): string => path.join(folder, "sections", `${name}.json`);
