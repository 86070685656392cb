/** Who speaks to the process foreshock runs in: its streams, arguments and end belong to programs, its environment to one file. */
import ts from "typescript";
import { ENVIRONMENT, PROGRAMS } from "./rules.ts";
import { globalOf, lineOf, parse, walk } from "./source.ts";

const NOWHERE = /^$/;
/** The first line that fits says where; what a file may know of its process anywhere is the second. */
const WHERE: [RegExp, RegExp][] = [
  [/^process\.env$/, ENVIRONMENT],
  [/^process\.(availableMemory|cwd|kill|pid|platform|versions)$/, /^/],
  [/^(process|console)\.\*$/, NOWHERE],
  [/^/, PROGRAMS],
];

/** What is taken of the process by a node: `process.env` for an access of any form, `process.*` when it is passed on or taken apart. */
function takenOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node))
    return /^"(node:)?(process|console)"$/.test(node.moduleSpecifier.getText()) ? "process.*" : undefined;
  const used = globalOf(node, /^(process|console)$/);
  return used && `${used.name}.${used.taken ?? "*"}`;
}

/** Returns the uses of the process in one file that belong elsewhere. */
export function processProblems(file: string, text: string): string[] {
  if (!file.startsWith("src/") || !/\b(process|console)\b/.test(text)) return [];
  const source = parse(file, text);
  const found: string[] = [];
  walk(source, (node) => {
    const taken = takenOf(node);
    const place = taken && WHERE.find(([what]) => what.test(taken))![1];
    if (place && !place.test(file))
      found.push(`${file}:${lineOf(source, node.getStart())}: ${taken} outside ${place.source}`);
  });
  return found;
}
