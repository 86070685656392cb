/** What the public API says of its types: whoever can call a function can also name what it takes and returns. */
import path from "node:path";
import ts from "typescript";
import { exportsOf } from "./exports.ts";
import { ENTRIES, SAYS_ALL } from "./rules.ts";
import { parse, type Sources } from "./source.ts";

/** A name where it is defined. */
type Place = { file: string; name: string };

/** Returns the names in an export's signature: everything but the bodies of functions and the values of constants. */
export function signature(node: ts.Node): string[] {
  const names: string[] = [];
  const visit = (part: ts.Node, inType: boolean): void => {
    if (ts.isBlock(part)) return;
    if (inType && ts.isIdentifier(part)) names.push(part.text);
    ts.forEachChild(part, (child) => visit(child, inType || ts.isTypeNode(child)));
  };
  visit(node, ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node));
  return names;
}

/** Where the types that one file can name are defined, its own and those it imports from files of src. */
function typesIn(file: string, text: string): Map<string, Place> {
  const types = new Map<string, Place>();
  for (const node of parse(file, text).statements) {
    if (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node))
      if (node.name) types.set(node.name.text, { file, name: node.name.text });
    if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) continue;
    const to = path.posix.join(path.posix.dirname(file), node.moduleSpecifier.text);
    const bindings = node.importClause?.namedBindings;
    if (!/^["']\./.test(node.moduleSpecifier.getText()) || !bindings || !ts.isNamedImports(bindings)) continue;
    for (const { name, propertyName } of bindings.elements)
      types.set(name.text, { file: to, name: (propertyName ?? name).text });
  }
  return types;
}

/** The names that an entry point passes on, where they are defined. */
function offeredBy(entry: string, text: string): Place[] {
  return parse(entry, text).statements.flatMap((node) => {
    if (!ts.isExportDeclaration(node) || !node.moduleSpecifier || !ts.isStringLiteral(node.moduleSpecifier)) return [];
    const file = path.posix.join(path.posix.dirname(entry), node.moduleSpecifier.text);
    const clause = node.exportClause;
    if (!clause || !ts.isNamedExports(clause)) return [];
    return clause.elements.map(({ name, propertyName }) => ({ file, name: (propertyName ?? name).text }));
  });
}

const isType = (sources: Sources, { file, name }: Place) =>
  parse(file, sources[file] ?? "").statements.some(
    (node) =>
      (ts.isTypeAliasDeclaration(node) || ts.isInterfaceDeclaration(node) || ts.isClassDeclaration(node)) &&
      node.name?.text === name,
  );

/** Returns the types of src in the signatures of what entry points pass on that no entry point exports. */
export function hiddenTypes(sources: Sources): string[] {
  const offers = ENTRIES.flatMap((entry) => offeredBy(entry, sources[entry] ?? ""));
  const offered = new Set(offers.map(({ file, name }) => `${file} ${name}`));
  const hidden = offers
    .filter(({ file }) => SAYS_ALL.test(file))
    .flatMap((offer) => {
      const types = typesIn(offer.file, sources[offer.file] ?? "");
      const nodes = exportsOf(offer.file, sources[offer.file] ?? "").filter(({ name }) => name === offer.name);
      const named = nodes.flatMap(({ node }) => signature(node)).flatMap((name) => types.get(name) ?? []);
      return named
        .filter(
          (type) => isType(sources, type) && !ENTRIES.includes(type.file) && !offered.has(`${type.file} ${type.name}`),
        )
        .map((type) => `${type.file}: ${type.name} is in the signature of ${offer.name} and no entry point exports it`);
    });
  return [...new Set(hidden)];
}
