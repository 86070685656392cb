/** What import.json says of an import: where its rows came from, what there is, what was held out or left out. Read without its rows. */
import { readdirSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { integrityError, usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import { readJson } from "../base/json.ts";
import { hex64, name as nameOfFile } from "../specs.ts";

const count = z.int().nonnegative();
const names = z.array(z.string().min(1));
/** A run's checkpoints: `tokens[i]` were seen at `steps[i]`. */
const place = { run: z.string().min(1), nParams: z.int().positive(), steps: z.array(count), tokens: z.array(count) };

/** What import.json holds. heldOut says where rows were held back, never what they say. */
export const ImportInfo = z.strictObject({
  name: nameOfFile,
  source: z.enum(["lm-eval", "olmo-ladder", "table", "runs"]),
  files: z.array(z.strictObject({ path: z.string().min(1), sha256: hex64 })),
  numRows: count,
  runs: z.array(z.strictObject({ ...place, seeds: names })),
  tasks: z.array(z.strictObject({ name: nameOfFile, metrics: names })),
  heldOut: z.array(z.strictObject(place)),
  leftOut: z.strictObject({ metrics: names, models: names, samples: names }),
});
export type ImportInfo = z.infer<typeof ImportInfo>;

/** Returns the folder of a project's import. */
export function importFolder(dir: string, name: string): string {
  return path.join(dir, "models", "imports", name);
}

/** Returns how to get an import back whose files are broken. */
export function againHint(folder: string): string {
  return `delete ${folder} and import again`;
}

/** Returns an import's import.json. Errors: no import of that name (usage), a broken file (integrity). */
export function readInfo(dir: string, name: string): ImportInfo {
  const described = path.join(importFolder(dir, name), "import.json");
  if (!exists(described)) {
    const known = importNames(dir).join(", ") || "none there";
    throw usageError("import", `an import of models/imports (${known}) is required`, name, "foreshock import --help");
  }
  const info = ImportInfo.safeParse(readJson(described));
  if (info.success) return info.data;
  const again = againHint(importFolder(dir, name));
  throw integrityError("import", `${described} has to describe an import`, info.error.issues[0]!.message, again);
}

/** Returns the names of a project's imports, sorted. */
export function importNames(dir: string): string[] {
  const folder = path.join(dir, "models", "imports");
  if (!exists(folder)) return [];
  return readdirSync(folder)
    .filter((name) => exists(path.join(folder, name, "import.json")))
    .sort();
}
