/** The house rules as a list: each is a name and what it finds in the sources. */
import { cycles, idleVerbFiles, importProblem, pinProblems, siblingProblem, unbuilt, verbProblem } from "./arrows.ts";
import { clockProblems } from "./clock.ts";
import { hiddenValues, idleExports, undocumentedEntries } from "./exports.ts";
import { fullFolders, mapProblems, prefixes } from "./folders.ts";
import { type Import, importsOf } from "./imports.ts";
import { processProblems } from "./process.ts";
import { hiddenTypes } from "./signatures.ts";
import type { Sources } from "./source.ts";
import { stringProblems } from "./strings.ts";
import { textProblems } from "./text.ts";

/** The product (src, tasks and the map), everything with its tests, and the imports of both. */
type House = { product: Sources; all: Sources; imports: Import[]; allImports: Import[] };

const inEach = (check: (file: string, text: string) => string[]) => (house: House) =>
  Object.entries(house.product).flatMap(([file, text]) => (file.endsWith(".ts") ? check(file, text) : []));
const ofEach = (check: (edge: Import) => string | undefined) => (house: House) =>
  house.imports.flatMap((edge) => check(edge) ?? []);

/** What the house must keep. */
export const RULES: [string, (house: House) => string[]][] = [
  ["who may import whom", ofEach(importProblem)],
  ["sub-folders do not import each other", ofEach(siblingProblem)],
  ["a verb parses, makes one call and prints", ofEach(verbProblem)],
  ["the table of verbs names what they use", (house) => idleVerbFiles(house.product, house.imports)],
  ["one place for each large library", (house) => pinProblems(house.imports)],
  ["no circle of imports, types included", (house) => cycles(house.imports, ["runtime", "type"])],
  ["benchmarks import what is built", (house) => unbuilt(house.all, house.allImports)],
  ["what stands in a file", inEach(textProblems)],
  ["the clock is read where a table says", inEach(clockProblems)],
  ["the process belongs to programs", inEach(processProblems)],
  ["names and commands stay where they belong", inEach(stringProblems)],
  ["few files in a folder", (house) => fullFolders(house.product)],
  ["a shared prefix is a folder", (house) => prefixes(house.product)],
  ["the map shows every folder", (house) => mapProblems(house.all)],
  ["every export is used", (house) => idleExports(house.all, house.allImports)],
  ["a program can do what a verb does", (house) => hiddenValues(house.imports)],
  ["the public API names its types", (house) => hiddenTypes(house.product)],
  ["the public API is documented", (house) => undocumentedEntries(house.product, house.imports)],
];

/** Returns the house that these sources make. */
export function houseOf(all: Sources): House {
  const product = Object.fromEntries(Object.entries(all).filter(([file]) => !file.startsWith("test/")));
  const imports = (sources: Sources) =>
    Object.entries(sources).flatMap(([file, text]) => (/\.(ts|mjs)$/.test(file) ? importsOf(file, text) : []));
  return { product, all, imports: imports(product), allImports: imports(all) };
}

/** Returns all that breaks a rule in these sources. */
export function problems(sources: Sources): string[] {
  const house = houseOf(sources);
  return RULES.flatMap(([, check]) => check(house));
}
