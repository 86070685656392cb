/** The families of the bank as files: drawn, written, and found by what is done with their tasks. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { byText } from "../../../src/base/byText.ts";
import { makeFolder, writeFileAtomic } from "../../../src/base/files.ts";
import { root } from "../../root.ts";
import { drawFamily } from "./draw.ts";
import { readRanges } from "./ranges.ts";
import { BANK_KEY, SETTINGS, type Split, splitOf } from "./split.ts";
import { familyText } from "./write.ts";

/** Where the family files are. */
export const FAMILIES = path.join(root, "models", "bank", "families");

/** Returns the text of every family of the tasks that have ranges, by file name; the first settings only where fewer are wanted. */
export async function drawAll(settings = SETTINGS): Promise<Map<string, string>> {
  const ranges = readRanges();
  const split = splitOf(BANK_KEY);
  const texts = new Map<string, string>();
  for (const task of Object.keys(ranges.tasks).sort(byText))
    for (let setting = 1; setting <= settings; setting++) {
      const form = await drawFamily(ranges, split, task, setting);
      texts.set(`${form.name}.yaml`, familyText(form));
    }
  return texts;
}

/** Writes every family and returns how many there are. */
export async function writeAll(): Promise<number> {
  const texts = await drawAll();
  makeFolder(FAMILIES);
  for (const [name, text] of texts) writeFileAtomic(path.join(FAMILIES, name), text);
  return texts.size;
}

/** Returns the names of the families of some tasks, or of one part of the split, that have a file. */
export function familiesOf(which: string): string[] {
  const split = splitOf(BANK_KEY);
  const tasks: readonly string[] = which in split ? split[which as keyof Split] : which.split(",");
  const names = readdirSync(FAMILIES).map((file) => path.basename(file, ".yaml"));
  return names.filter((name) => tasks.includes(taskOf(name))).sort(byText);
}

/** Returns the task of the family `<task>-<setting>`. */
export const taskOf = (family: string): string => family.slice(0, family.lastIndexOf("-"));
