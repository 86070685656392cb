/** Who imports what, in which form. */
import path from "node:path";
import ts from "typescript";
import { isDynamicImport, parse, walk } from "./source.ts";

/** One import; `to` is a file of the repository or a package, `names` what is taken from it, as it is called there. */
export type Import = {
  from: string;
  to: string;
  kind: "runtime" | "type" | "dynamic";
  names: { name: string; type: boolean }[] | "all";
};

/** Returns every import of one file, of whatever form. */
export function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import["kind"], names: Import["names"]) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const local = specifier.text.startsWith(".");
    const to = local ? path.posix.join(path.posix.dirname(from), specifier.text) : specifier.text;
    found.push({ from, to, kind, names });
  };
  walk(parse(from, text), (node) => {
    if (ts.isImportDeclaration(node)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node.moduleSpecifier, typeOnly ? "type" : "runtime", importedNames(node.importClause, typeOnly));
    } else if (ts.isExportDeclaration(node))
      add(node.moduleSpecifier, node.isTypeOnly ? "type" : "runtime", reexportedNames(node));
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, "type", node.qualifier ? [{ name: firstName(node.qualifier), type: true }] : "all");
    else if (isDynamicImport(node)) add(node.arguments[0], "dynamic", awaitedNames(node));
  });
  return found;
}

function importedNames(clause: ts.ImportClause | undefined, typeOnly: boolean): Import["names"] {
  if (clause === undefined) return [];
  const bindings = clause.namedBindings;
  if (bindings && ts.isNamespaceImport(bindings)) return accessedNames(bindings.name);
  const own = clause.name ? [{ name: "default", type: typeOnly }] : [];
  return [...own, ...(bindings?.elements ?? []).map((element) => taken(element, typeOnly))];
}

/** The names in `x.name` of an `import * as x`; any other use of `x` may take all. */
function accessedNames(namespace: ts.Identifier): Import["names"] {
  const names: { name: string; type: boolean }[] = [];
  let all = false;
  walk(namespace.getSourceFile(), (node) => {
    if (!ts.isIdentifier(node) || node.text !== namespace.text || node === namespace) return;
    const { parent } = node;
    if (ts.isPropertyAccessExpression(parent)) {
      if (parent.expression === node) names.push({ name: parent.name.text, type: false });
    } else if (ts.isQualifiedName(parent)) {
      if (parent.left === node) names.push({ name: parent.right.text, type: true });
    } else all = true;
  });
  return all ? "all" : names;
}

function reexportedNames({ exportClause, isTypeOnly }: ts.ExportDeclaration): Import["names"] {
  if (exportClause === undefined || ts.isNamespaceExport(exportClause)) return "all";
  return exportClause.elements.map((element) => taken(element, isTypeOnly));
}

const taken = (element: ts.ImportSpecifier | ts.ExportSpecifier, typeOnly: boolean) => ({
  name: (element.propertyName ?? element.name).text,
  type: typeOnly || element.isTypeOnly,
});

const firstName = (name: ts.EntityName): string => (ts.isIdentifier(name) ? name.text : firstName(name.left));

/** The name in `(await import("./a.ts")).name`; any other use may take all. */
function awaitedNames(node: ts.CallExpression): Import["names"] {
  const access = node.parent.parent?.parent;
  return access && ts.isPropertyAccessExpression(access) && ts.isAwaitExpression(node.parent)
    ? [{ name: access.name.text, type: false }]
    : "all";
}

/** Returns the package of an import, `@scope/name` or `name`. */
export const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Returns the file that a built file is made from; any other name stays. */
export const sourceOf = (file: string) => file.replace(/^dist\/(.*)\.js$/, "src/$1.ts");
