/** Sources as TypeScript's own parser sees them. */
import path from "node:path";
import ts from "typescript";

/** File name -> text; names start with src/, tasks/ or test/. */
export type Sources = Record<string, string>;

/** A planted fault: what is wrong, the sources in which it is, and what must be found. */
export type Fault = [string, Sources, RegExp];

const parsed = new Map<string, ts.SourceFile>();

/** Returns the syntax tree of one file; one that was parsed before is not parsed again. */
export function parse(file: string, text: string): ts.SourceFile {
  const known = parsed.get(file);
  if (known?.text === text) return known;
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  parsed.set(file, tree);
  return tree;
}

/** Visits a node and everything in it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/**
 * Returns a use of a global with such a name, be it `name`, `globalThis.name` or `globalThis["name"]`: the whole expression, and the name
 * of what is `taken` of it by an access of any form, if it is not passed on whole. A property or key of that name is no use.
 */
export function globalOf(node: ts.Node, names: RegExp): { name: string; whole: ts.Node; taken?: string } | undefined {
  if (!(ts.isIdentifier(node) || ts.isStringLiteralLike(node)) || !names.test(node.text)) return undefined;
  const { parent } = node;
  const name = node.text;
  const accessed = accessOf(parent);
  const ofAll = accessed === name && (parent as ts.AccessExpression).expression !== node;
  if (ofAll && (parent as ts.AccessExpression).expression.getText() !== "globalThis") return undefined;
  if (!ofAll && (!ts.isIdentifier(node) || isKey(node))) return undefined;
  const whole = ofAll ? parent : node;
  const taken = (whole.parent as ts.AccessExpression).expression === whole ? accessOf(whole.parent) : undefined;
  return taken === undefined ? { name, whole } : { name, whole, taken };
}

/** The name in `a.name` or `a["name"]`, optional or not. */
function accessOf(node: ts.Node): string | undefined {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)
    ? node.argumentExpression.text
    : undefined;
}

/** Whether an identifier is a key: of an object, a type or a class. */
const isKey = (node: ts.Identifier) =>
  (ts.isPropertyAssignment(node.parent) ||
    ts.isPropertySignature(node.parent) ||
    ts.isPropertyDeclaration(node.parent) ||
    ts.isMethodDeclaration(node.parent) ||
    ts.isMethodSignature(node.parent) ||
    ts.isQualifiedName(node.parent)) &&
  (ts.isQualifiedName(node.parent) ? node.parent.right : node.parent.name) === node;

/** Whether a node is `import(...)`. */
export function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** Returns the line of a position, from 1. */
export const lineOf = (source: ts.SourceFile, position: number): number =>
  source.getLineAndCharacterOfPosition(position).line + 1;

/** Returns the folder of a file. */
export const folderOf = (file: string) => path.posix.dirname(file);

/** Returns the TypeScript files of each folder, by name without ending. */
export function filesByFolder(sources: Sources): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const file of Object.keys(sources).filter((name) => name.startsWith("src/") && name.endsWith(".ts")))
    folders.set(folderOf(file), [...(folders.get(folderOf(file)) ?? []), path.posix.basename(file, ".ts")]);
  return folders;
}
