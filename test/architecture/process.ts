/** Who speaks to the process foreshock runs in: its streams, arguments and end belong to programs, its environment to one file. */
import ts from "typescript";
import { ENVIRONMENT, PROGRAMS } from "./rules.ts";
import { lineOf, parse, walk } from "./source.ts";

const NOWHERE = /^$/;
const WHERE: [RegExp, RegExp][] = [
  [/^process\.(stdout|stderr|stdin|exit|exitCode|argv)$|^console\.\w+$/, PROGRAMS],
  [/^process\.env$/, ENVIRONMENT],
  [/^process\.\*$/, NOWHERE],
];

/** What is taken of the process by a node: `process.env` for an access of any form, `process.*` when it is passed on or taken apart. */
function takenOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node))
    return node
      .getText()
      .replace(/^globalThis\??\./, "")
      .replace(/["'`[\]?.]+/g, ".")
      .replace(/\.$/, "");
  const whole = ts.isVariableDeclaration(node) && node.initializer?.getText() === "process";
  const module = ts.isImportDeclaration(node) && /^"(node:)?process"$/.test(node.moduleSpecifier.getText());
  return whole || module ? "process.*" : undefined;
}

/** Returns the uses of the process in one file that belong elsewhere. */
export function processProblems(file: string, text: string): string[] {
  if (!file.startsWith("src/") || !/\b(process|console)\b/.test(text)) return [];
  const source = parse(file, text);
  const found: string[] = [];
  walk(source, (node) => {
    const taken = takenOf(node);
    const place = taken && WHERE.find(([what, where]) => what.test(taken) && !where.test(file))?.[1].source;
    if (place) found.push(`${file}:${lineOf(source, node.getStart())}: ${taken} outside ${place}`);
  });
  return found;
}
