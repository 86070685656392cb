/** What texts in the code may say: forecasters' names and command lines stay where they belong. */
import ts from "typescript";
import { FORECASTERS } from "../../src/forecast/forecasters.ts";
import { FEW_COMMANDS, MAY_NAME, NAMED, NO_BUILT_COMMANDS } from "./rules.ts";
import { lineOf, parse, walk } from "./source.ts";

const NAMES = FORECASTERS.map(({ name }) => name);

/** The text of a string or template, with `${}` where a value stands, or undefined. */
function textOf(node: ts.Node): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isTemplateExpression(node)) return undefined;
  return node.head.text + node.templateSpans.map(({ literal }) => `\${}${literal.text}`).join("");
}

/** A name of two words is known inside a text too; one word is a name only when it is all that is said. */
const saysName = (text: string) =>
  NAMES.find((name) => text === name || (name.includes("-") && new RegExp(`\\b${name}\\b`).test(text)));

/** What is wrong with the commands in a text; one ends with its line or its sentence. */
function commandProblems(file: string, text: string): string[] {
  const commands = text.split(/\bforeshock /).slice(1);
  const built = commands.filter((command) => /^([a-z]+ [^\n;,()]*)?\$\{\}/.test(command));
  const other = commands.filter((command) => !FEW_COMMANDS.are.test(command));
  return [
    ...(NO_BUILT_COMMANDS.test(file) ? built.map(() => "a command line is built") : []),
    ...(FEW_COMMANDS.where.test(file) ? other.map((command) => `a text may not say: foreshock ${command}`) : []),
  ];
}

/** Returns the texts of one file that name a forecaster or build a command line where they may not. */
export function stringProblems(file: string, code: string): string[] {
  const source = parse(file, code);
  const found: string[] = [];
  walk(source, (node) => {
    const text = textOf(node);
    if (text === undefined) return;
    const at = `${file}:${lineOf(source, node.getStart())}`;
    const name = saysName(text);
    if (file.startsWith("src/") && name && !MAY_NAME.test(file) && !NAMED[file]?.includes(name))
      found.push(`${at}: the forecaster ${name} is named`);
    found.push(...commandProblems(file, text).map((problem) => `${at}: ${problem}`));
  });
  return found;
}
