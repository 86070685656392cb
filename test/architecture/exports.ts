/** What each file exports, who uses it, and what the entry points of the library offer. */
import ts from "typescript";
import { type Import, sourceOf } from "./imports.ts";
import { ENTRIES, IS_TEST, NOUNS, TESTED } from "./rules.ts";
import { signature } from "./signatures.ts";
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

/** The names that files import of each file, or "all" where one may take everything. */
function takenOf(imports: Import[]): Map<string, Set<string> | "all"> {
  const taken = new Map<string, Set<string> | "all">();
  for (const { from, to: target, names } of imports) {
    const to = sourceOf(target);
    const before = taken.get(to);
    if (before === "all" || from === to) continue;
    taken.set(to, names === "all" ? "all" : new Set([...(before ?? []), ...names.map(({ name }) => name)]));
  }
  return taken;
}

/**
 * Returns the exports that the product does not use: no file of it and no benchmark imports them, no entry point offers them and no other
 * export of the file names them in its signature. A test is a user only of what `TESTED` lists, and the list holds nothing else.
 */
export function idleExports(sources: Sources, imports: Import[]): string[] {
  const ofProduct = takenOf(imports.filter(({ from }) => !IS_TEST.test(from)));
  const ofTests = takenOf(imports.filter(({ from }) => IS_TEST.test(from)));
  const has = (taken: Set<string> | "all" | undefined, name: string) => taken === "all" || taken?.has(name) === true;
  const idle = (file: string, text: string) => {
    const exported = exportsOf(file, text);
    const names = [...new Set(exported.map(({ name }) => name))];
    const named = (name: string) =>
      exported.some((other) => other.name !== name && signature(other.node).includes(name));
    const unused = names.filter((name) => !has(ofProduct.get(file), name) && !named(name));
    const listed = TESTED[file] ?? [];
    const tested = unused.filter((name) => has(ofTests.get(file), name));
    return [
      ...listed.filter((name) => !tested.includes(name)).map((name) => `${file}: ${name} needs no line in TESTED`),
      ...tested.filter((name) => !listed.includes(name)).map((name) => `${file}: only tests import ${name}`),
      ...unused.filter((name) => !tested.includes(name)).map((name) => `${file}: nobody imports ${name}`),
    ];
  };
  const inside = ([file]: [string, string]) => /^src\/.*\.ts$/.test(file) && ![...ENTRIES, ...NOUNS].includes(file);
  return Object.entries(sources)
    .filter(inside)
    .flatMap(([file, text]) => idle(file, text));
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
