/** Which source files a source file rests on, read from its import lines. */
import path from "node:path";
import { readText } from "./files.ts";

const IMPORTED = /(?:from|import)\s*"(\.[^"]+)"/g;

/** Returns source files with all that they import from one another (paths that begin with a dot), each once, sorted. */
export function importedFiles(
  roots: readonly string[],
  read = (file: string) => readText(file, "build the project again"),
): string[] {
  const found = new Set<string>();
  const open = [...roots];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (found.has(file)) continue;
    found.add(file);
    const folder = path.dirname(file);
    for (const [, target] of read(file).matchAll(IMPORTED)) open.push(path.resolve(folder, target!));
  }
  return [...found].sort();
}
