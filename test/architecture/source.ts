/** Sources as TypeScript's own parser sees them. */
import ts from "typescript";

/** File name -> text; names start with src/, tasks/ or test/. */
export type Sources = Record<string, string>;

/** Returns the syntax tree of one file. */
export const parse = (file: string, text: string) => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);

/** Visits a node and everything in it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Whether a node is `import(...)`. */
export function isDynamicImport(node: ts.Node): node is ts.CallExpression {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}
