/** Which imports are allowed: between folders, between the sub-folders of one, from verbs, of large libraries; and no circles. */
import { type Import, packageOf, sourceOf } from "./imports.ts";
import { ALLOWED, APART, PINNED, SHARED, VERBS } from "./rules.ts";
import { folderOf, type Sources } from "./source.ts";

const partOf = (file: string) => file.split("/")[1]!.replace(/\.ts$/, "");

/** Returns why an import is not allowed between these two folders, or undefined. */
export function importProblem({ from, to }: Import): string | undefined {
  if (from.startsWith("tasks/"))
    return to === "foreshock/task" ? undefined : `${from}: a task imports only foreshock/task, not ${to}`;
  if (/^(\.|tasks\/|test\/|dist\/)|^foreshock/.test(to)) return `${from}: may not import ${to}`;
  const allowed = ALLOWED[partOf(from)];
  if (allowed === undefined) return `${from}: ${partOf(from)} is not in the table of folders`;
  if (!to.startsWith("src/") || allowed === "anything" || partOf(to) === partOf(from)) return undefined;
  return allowed.includes(partOf(to)) ? undefined : `${from}: ${partOf(from)} may not import ${partOf(to)}`;
}

/** Returns why a sub-folder may not import a file of a sibling, or undefined: it imports its room, itself, and what the room shares. */
export function siblingProblem({ from, to }: Import): string | undefined {
  if (!from.startsWith("src/") || !to.startsWith("src/") || partOf(from) !== partOf(to)) return undefined;
  const [here, there, room] = [folderOf(from), folderOf(to), `src/${partOf(from)}`];
  if (!APART.includes(partOf(from)) || here === room || there === room || here === there || SHARED.test(to))
    return undefined;
  return `${from}: ${here.slice(4)} may not import ${to.slice(4)}, a sibling's`;
}

/** Returns why a verb may not import a value, or undefined. */
export function verbProblem({ from, to, kind, names }: Import): string | undefined {
  if (!from.startsWith("src/cli/") || !to.startsWith("src/") || kind === "type") return undefined;
  if (VERBS.may.includes(partOf(to)) || VERBS.about[from]?.includes(to)) return undefined;
  const values = names === "all" ? ["*"] : names.filter(({ type }) => !type).map(({ name }) => name);
  return `${from}: a verb may not import ${values.join(", ")} of ${to}`;
}

/** Returns the files that a verb may import and does not. */
export function idleVerbFiles(sources: Sources, imports: Import[]): string[] {
  const used = (verb: string, file: string) =>
    imports.some(({ from, to, kind }) => from === verb && to === file && kind !== "type");
  return Object.entries(VERBS.about).flatMap(([verb, files]) =>
    sources[verb] === undefined
      ? []
      : files.filter((file) => !used(verb, file)).map((file) => `${verb}: does not use ${file} of the table of verbs`),
  );
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

/** Returns the imports of built files that no source makes; tsc does not read benchmarks. */
export function unbuilt(sources: Sources, imports: Import[]): string[] {
  const missing = imports.filter(({ to }) => to.startsWith("dist/") && sources[sourceOf(to)] === undefined);
  return missing.map(({ from, to }) => `${from}: ${to} is not built from any file`);
}

/** Returns the circles of imports of these kinds. */
export function cycles(imports: Import[], kinds: Import["kind"][]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, kind } of imports) if (kinds.includes(kind)) edges.set(from, [...(edges.get(from) ?? []), to]);
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
