/**
 * What a forecaster's code is, as one digest: of the files that name it and of everything these import, so that a forecast which was kept
 * is asked for again as soon as anything it may have come from has changed.
 */
import { readdirSync } from "node:fs";
import path from "node:path";
import { digest, sha256 } from "../../base/canonical.ts";
import { readText } from "../../base/files.ts";
import { importedFiles } from "../../base/importedFiles.ts";

const SOURCE = path.resolve(import.meta.dirname, "..", "..");
const ROOM = path.join(SOURCE, "forecast");
/** What every forecast passes through, whoever makes it. */
const SHARED = ["forecast/ask", "forecast/asking"];
/** How forecasters are made for a source; its own text counts, since what it imports is all of them. */
const MAKING = path.join(SOURCE, "benchmark", `leaveOut${path.extname(import.meta.filename)}`);
const ENDING = path.extname(import.meta.filename);

/**
 * Returns, by name, the SHA-256 of every file that a forecaster's forecasts may depend on. Its own files are those that
 * `filesNaming` finds; a name that stands in none of them counts as made by all.
 */
export function codeDigests(names: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  const read = (file: string) => {
    const known = texts.get(file) ?? readText(file, "build the project again");
    texts.set(file, known);
    return known;
  };
  const room = filesIn(ROOM);
  const shared = SHARED.map((file) => path.join(SOURCE, `${file}${ENDING}`));
  return new Map(
    names.map((name) => {
      const own = filesNaming(name, room, read);
      const files = importedFiles([...(own.length > 0 ? own : room), ...shared], read).concat(MAKING);
      return [name, digest(files.map((file) => [path.relative(SOURCE, file), sha256(read(file))]))];
    }),
  );
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
