/** Who reads a clock: results may not depend on when they were made, so the time comes from the command line. */
import ts from "typescript";
import { CLOCKS } from "./rules.ts";
import { globalOf, lineOf, parse, walk } from "./source.ts";

/** What a node takes of a clock: `Date.now`, `performance`, `Date` when it is passed on; a date from given numbers is none. */
function clockOf(node: ts.Node): string | undefined {
  const { name, whole, taken } = globalOf(node, /^(Date|performance)$/) ?? {};
  if (!name || !whole) return undefined;
  if (name === "performance") return name;
  const { parent } = whole;
  const given = (ts.isNewExpression(parent) && parent.expression === whole && parent.arguments?.length) || 0;
  const compared = ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.InstanceOfKeyword;
  const harmless = given > 0 || compared || ts.isTypeNode(parent) || /^(parse|UTC)$/.test(taken ?? "");
  return harmless ? undefined : taken ? `Date.${taken}` : "the current Date";
}

/** Returns where one file reads a clock that is not its to read, and when it has a line in the table and reads none. */
export function clockProblems(file: string, text: string): string[] {
  if (file.startsWith("src/cli/")) return [];
  const source = parse(file, text);
  const found: string[] = [];
  walk(source, (node) => {
    const clock = clockOf(node);
    if (clock) found.push(`${file}:${lineOf(source, node.getStart())}: ${clock} outside src/cli`);
  });
  if (CLOCKS[file] === undefined) return found;
  return found.length > 0 ? [] : [`${file}: reads no clock and has a line in CLOCKS`];
}
