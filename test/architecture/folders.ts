/** How many files a folder holds, when a name prefix should be a folder, and whether the map shows every folder. */
import { MAX_FILES } from "./rules.ts";
import { filesByFolder, type Sources } from "./source.ts";

/** The file that shows every folder of src. */
const MAP = "src/README.md";

/** Returns the folders with too many files directly in them. */
export function fullFolders(sources: Sources): string[] {
  return [...filesByFolder(sources)].flatMap(([folder, files]) => {
    const most = MAX_FILES[folder] ?? MAX_FILES.other!;
    return files.length > most ? [`${folder}: ${files.length} files, at most ${most}`] : [];
  });
}

/** Returns the groups of three files or more of which one has a name that the others begin with: they are a folder. */
export function prefixes(sources: Sources): string[] {
  return [...filesByFolder(sources)].flatMap(([folder, files]) =>
    files.flatMap((name) => {
      const longer = files.filter((other) => other.startsWith(name) && /^[A-Z\d]/.test(other.slice(name.length)));
      return longer.length < 2 ? [] : [`${folder}: ${[name, ...longer].join(", ")} are a folder ${name}/`];
    }),
  );
}

/** Returns the folders that the tree in a map names, as paths: two spaces of indent a level, `name/` and a sentence. */
function foldersOfMap(map: string): string[] {
  const trail: string[] = [];
  return [...map.matchAll(/^((?: {2})*)(\w+)\/ +\S/gm)].map(([, indent, name]) => {
    trail.splice(indent!.length / 2, Infinity, name!);
    return `src/${trail.join("/")}`;
  });
}

/** Returns the folders that the map leaves out, and the folders and files it names that are not there. */
export function mapProblems(sources: Sources): string[] {
  const shown = foldersOfMap(sources[MAP] ?? "");
  const files = [...(sources[MAP] ?? "").matchAll(/\w+(\/\w+)+\.ts\b/g)].map(([file]) => file);
  const there = [...filesByFolder(sources).keys()].filter((folder) => folder !== "src");
  return [
    ...there.filter((folder) => !shown.includes(folder)).map((folder) => `${MAP}: ${folder}/ is not in the tree`),
    ...shown
      .filter((folder) => !there.some((other) => `${other}/`.startsWith(`${folder}/`)))
      .map((folder) => `${MAP}: ${folder}/ does not exist`),
    ...files
      .filter((file) => sources[file] === undefined && sources[`src/${file}`] === undefined)
      .map((file) => `${MAP}: ${file} does not exist`),
  ];
}
