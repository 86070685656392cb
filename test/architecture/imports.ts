/** Who imports what, and whether that is allowed. */
import path from "node:path";
import ts from "typescript";
import { ALLOWED, PINNED } from "./rules.ts";
import { isDynamicImport, parse, walk } from "./source.ts";

/** One import; `to` is a file of the repository or a package. */
export type Import = { from: string; to: string; kind: "runtime" | "type" | "dynamic" };

/** Returns every import of one file, of whatever form. */
export function importsOf(from: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, kind: Import["kind"]) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const local = specifier.text.startsWith(".");
    found.push({ from, to: local ? path.posix.join(path.posix.dirname(from), specifier.text) : specifier.text, kind });
  };
  walk(parse(from, text), (node) => {
    if (ts.isImportDeclaration(node)) {
      const typeOnly = node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      add(node.moduleSpecifier, typeOnly ? "type" : "runtime");
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly ? "type" : "runtime");
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal, "type");
    else if (isDynamicImport(node)) add(node.arguments[0], "dynamic");
  });
  return found;
}

const partOf = (file: string) => file.split("/")[1]!.replace(/\.ts$/, "");
/** Returns the package of an import, `@scope/name` or `name`. */
export const packageOf = (specifier: string) =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Returns why an import is not allowed, or undefined. */
export function importProblem({ from, to }: Import): string | undefined {
  if (from.startsWith("tasks/"))
    return to === "foreshock/task" ? undefined : `${from}: a task imports only foreshock/task, not ${to}`;
  const local = to.startsWith("src/");
  if (/^(\.|tasks\/|test\/|dist\/)|^foreshock/.test(to)) return `${from}: may not import ${to}`;
  const allowed = ALLOWED[partOf(from)];
  if (allowed === undefined) return `${from}: ${partOf(from)} is not in the table of folders`;
  if (!local || allowed === "anything" || partOf(to) === partOf(from)) return undefined;
  return allowed.includes(partOf(to)) ? undefined : `${from}: ${partOf(from)} may not import ${partOf(to)}`;
}

/** Returns the imports of libraries outside their one place. */
export function pinProblems(imports: Import[]): string[] {
  return PINNED.flatMap(({ library, where, files = Infinity }) => {
    const users = [...new Set(imports.filter(({ to }) => library.test(packageOf(to))).map(({ from }) => from))];
    const outside = users
      .filter((file) => !where.test(file))
      .map((file) => `${file}: ${library.source} belongs in ${where.source}`);
    return users.length > files
      ? [...outside, `${library.source} is imported by ${users.length} files: ${users.join(", ")}`]
      : outside;
  });
}

/** Returns the cycles of run-time imports. */
export function cycles(imports: Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, kind } of imports) if (kind === "runtime") edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: string[]) => {
    if (trail.includes(file)) found.push(`import cycle: ${[...trail.slice(trail.indexOf(file)), file].join(" -> ")}`);
    else if (!done.has(file)) {
      for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    }
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
