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
