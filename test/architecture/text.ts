/** What may stand in a source file: where randomness and dynamic imports may be, exports that are defined there and documented, lengths. */
import ts from "typescript";
import { DYNAMIC_IMPORT, ENTRIES, MAX_FUNCTION_LINES, MAX_LINES } from "./rules.ts";
import { globalOf, isDynamicImport, lineOf, parse, walk } from "./source.ts";

/** Returns a problem when a file is too long; the one rule that also holds for tests. */
export function lengthProblem(file: string, text: string): string[] {
  const lines = text.trimEnd().split("\n").length;
  return lines > MAX_LINES ? [`${file}: ${lines} lines, at most ${MAX_LINES}`] : [];
}

function functionProblem(node: ts.Node): string | undefined {
  if (!ts.isFunctionLike(node) || !("body" in node) || !node.body) return undefined;
  const source = node.getSourceFile();
  const lines = lineOf(source, node.end) - lineOf(source, node.getStart()) + 1;
  return lines > MAX_FUNCTION_LINES ? `a function of ${lines} lines, at most ${MAX_FUNCTION_LINES}` : undefined;
}

function nodeProblem(file: string, node: ts.Node): string | undefined {
  const math = globalOf(node, /^Math$/);
  if (math && (math.taken ?? "random") === "random" && !file.startsWith("src/cli/"))
    return "Math.random outside src/cli";
  if (ts.isExportDeclaration(node) && !ENTRIES.includes(file)) return "a name is passed on, not defined";
  if (isDynamicImport(node) && !DYNAMIC_IMPORT.test(file)) return "dynamic import";
  if (node.kind === ts.SyntaxKind.AnyKeyword) return "any";
  return functionProblem(node);
}

function undocumented(source: ts.SourceFile): string[] {
  return source.statements.filter(isExportedCode).flatMap((statement) => {
    if (ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc)) return [];
    return [`${source.fileName}: undocumented export: ${statement.getText().split("\n")[0]}`];
  });
}

function isExportedCode(node: ts.Statement): boolean {
  const exported =
    ts.canHaveModifiers(node) && ts.getModifiers(node)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  if (!exported) return false;
  if (ts.isFunctionDeclaration(node)) return node.body !== undefined;
  if (ts.isClassDeclaration(node)) return true;
  const isFunction = (v: ts.Expression | undefined) =>
    v !== undefined && (ts.isArrowFunction(v) || ts.isFunctionExpression(v));
  return ts.isVariableStatement(node) && node.declarationList.declarations.some((d) => isFunction(d.initializer));
}

/** Returns what breaks a rule inside one file. */
export function textProblems(file: string, text: string): string[] {
  const source = parse(file, text);
  const found = undocumented(source);
  walk(source, (node) => {
    const problem = nodeProblem(file, node);
    if (problem) found.push(`${file}:${lineOf(source, node.getStart())}: ${problem}`);
  });
  found.push(...lengthProblem(file, text));
  if (/\b(TODO|FIXME|XXX)\b/.test(text)) found.push(`${file}: unfinished work is marked in it`);
  return found;
}
