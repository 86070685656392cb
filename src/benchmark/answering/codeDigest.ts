/**
 * What a forecaster's code is, as one digest: of the files that name it and of everything these import, so that a forecast which was kept
 * is asked for again as soon as anything it may have come from has changed.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { digest, sha256 } from "../../base/canonical.ts";
import { readText } from "../../base/files.ts";
import { importedFiles } from "../../base/importedFiles.ts";
import { TAUGHT } from "../../forecast/forecasters.ts";

const SOURCE = path.resolve(import.meta.dirname, "..", "..");
const ROOM = path.join(SOURCE, "forecast");
/** What every forecast passes through, whoever makes it. */
const SHARED = ["forecast/ask", "forecast/asking"];
/** How forecasters are made for a source. */
const MAKING = path.join(SOURCE, "benchmark", `leaveOut${path.extname(import.meta.filename)}`);
const ENDING = path.extname(import.meta.filename);

/** Returns, by name, the SHA-256 of every file that a forecaster's forecasts may depend on, see `filesBehind`. */
export function codeDigests(names: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  const read = (file: string) => {
    const known = texts.get(file) ?? readText(file, "build the project again");
    texts.set(file, known);
    return known;
  };
  const digestOf = (name: string) =>
    filesBehind(name, read).map((file) => [path.relative(SOURCE, file), sha256(read(file))]);
  return new Map(names.map((name) => [name, digest(digestOf(name))]));
}

/**
 * Returns every file that a forecaster's forecasts may depend on: those that `filesNaming` finds with all they import. One that is made anew
 * for each source, or whose name stands nowhere, counts as made by all of src/forecast: its members, weights and priors are handed to it.
 */
export function filesBehind(name: string, read?: (file: string) => string): string[] {
  const room = filesIn(ROOM);
  const own = TAUGHT.includes(name) ? [] : filesNaming(name, room, read);
  const shared = SHARED.map((file) => path.join(SOURCE, `${file}${ENDING}`));
  return importedFiles([...(own.length > 0 ? own : [...room, MAKING]), ...shared], read);
}

/**
 * Returns the files of src/forecast that define a forecaster: those in which `name: "<its name>"` stands, else those in which its name stands
 * in quotes at all.
 */
export function filesNaming(
  name: string,
  files: readonly string[] = filesIn(ROOM),
  read = (file: string) => readText(file, "build the project again"),
): string[] {
  const defining = files.filter((file) => read(file).includes(`name: "${name}"`));
  return defining.length > 0 ? defining : files.filter((file) => read(file).includes(`"${name}"`));
}

function filesIn(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const isCode = (file: string) => file.endsWith(ENDING) && !file.endsWith(`.d${ENDING}`);
  return files
    .filter(isCode)
    .sort()
    .map((file) => path.join(folder, file));
}
