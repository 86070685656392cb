/** What each file exports, who uses it, and what the entry points of the library offer. */
import ts from "typescript";
import { type Import, sourceOf } from "./imports.ts";
import { ENTRIES, NOUNS } from "./rules.ts";
import { folderOf, parse, type Sources } from "./source.ts";

/** A name that a file exports; `node` declares it, or is the clause that passes it on from another file. */
export type Exported = { name: string; node: ts.Node };

/** Returns every name one file exports, a type and a value of one name twice. */
export function exportsOf(file: string, text: string): Exported[] {
  return parse(file, text).statements.flatMap((node): Exported[] => {
    if (ts.isExportDeclaration(node) && node.exportClause && ts.isNamedExports(node.exportClause))
      return node.exportClause.elements.map((element) => ({ name: element.name.text, node: element }));
    const exported = ts.canHaveModifiers(node) && node.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
    if (!exported) return [];
    if (ts.isVariableStatement(node))
      return node.declarationList.declarations.flatMap(({ name }) => bound(name)).map((name) => ({ name, node }));
    const { name } = node as ts.DeclarationStatement;
    return name === undefined ? [] : [{ name: name.text, node }];
  });
}

const bound = (name: ts.BindingName): string[] =>
  ts.isIdentifier(name) ? [name.text] : name.elements.flatMap((e) => (ts.isOmittedExpression(e) ? [] : bound(e.name)));

/** Returns the names in an export's signature: everything but the bodies of functions and the values of constants. */
function signature(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (part: ts.Node, inType: boolean): void => {
    if (ts.isBlock(part)) return;
    if (inType && ts.isIdentifier(part)) names.push(part.text);
    ts.forEachChild(part, (child) => visit(child, inType || ts.isTypeNode(child)));
  };
  visit(node, ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node));
  return names;
}

/** Returns the exports that no file imports, no entry point offers and no other export of the file names in its signature. */
export function idleExports(sources: Sources, imports: Import[]): string[] {
  const used = new Map<string, Set<string> | "all">();
  for (const { from, to: target, names } of imports) {
    const to = sourceOf(target);
    const before = used.get(to);
    if (before === "all" || from === to) continue;
    used.set(to, names === "all" ? "all" : new Set([...(before ?? []), ...names.map(({ name }) => name)]));
  }
  const idle = (file: string, text: string) => {
    const uses = used.get(file);
    if (!file.startsWith("src/") || uses === "all" || ENTRIES.includes(file) || NOUNS.includes(file)) return [];
    const exported = exportsOf(file, text);
    const named = (name: string) =>
      exported.some((other) => other.name !== name && signature(other.node).includes(name));
    const names = [...new Set(exported.map(({ name }) => name))];
    return names.filter((name) => !uses?.has(name) && !named(name)).map((name) => `${file}: nobody imports ${name}`);
  };
  return Object.entries(sources).flatMap(([file, text]) => (file.endsWith(".ts") ? idle(file, text) : []));
}

const offered = (imports: Import[], { to, name }: { to: string; name: string }) =>
  imports.some(
    (edge) =>
      ENTRIES.includes(edge.from) && edge.to === to && edge.names !== "all" && edge.names.some((n) => n.name === name),
  ) || ENTRIES.includes(to);

/** Returns the values that verbs use and a program cannot: from outside cli and base, and of no entry point. */
export function hiddenValues(imports: Import[]): string[] {
  const values = imports.flatMap(({ from, to, kind, names }) => {
    const inside = /^src\/(cli|base)\/|^(?!src\/)/.test(to);
    if (folderOf(from) !== "src/cli" || inside || kind === "type" || names === "all") return [];
    return names.filter(({ type }) => !type).map(({ name }) => ({ to, name, from }));
  });
  const hidden = values.filter((value) => !offered(imports, value));
  return [...new Set(hidden.map(({ to, name }) => `${to}: ${name} serves a verb and no entry point exports it`))];
}

/** Returns what entry points offer without a docstring where it is defined. */
export function undocumentedEntries(sources: Sources, imports: Import[]): string[] {
  const documented = (file: string, name: string) =>
    exportsOf(file, sources[file] ?? "").some(
      (exported) => exported.name === name && ts.getJSDocCommentsAndTags(exported.node).some(ts.isJSDoc),
    );
  const passedOn = imports.filter(({ from, to }) => ENTRIES.includes(from) && sources[to] !== undefined);
  return passedOn.flatMap(({ from, to, names }) =>
    names === "all"
      ? [`${from}: names what it exports of ${to}, not all`]
      : names
          .filter(({ name }) => !documented(to, name))
          .map(({ name }) => `${to}: ${name} is in ${from} and has no docstring`),
  );
}
