/** How many files a folder holds, and when a name prefix should be a folder. */
import { MAX_FILES } from "./rules.ts";
import { filesByFolder, type Sources } from "./source.ts";

/** Returns the folders with too many files directly in them. */
export function fullFolders(sources: Sources): string[] {
  return [...filesByFolder(sources)].flatMap(([folder, files]) => {
    const most = MAX_FILES[folder] ?? MAX_FILES.other!;
    return files.length > most ? [`${folder}: ${files.length} files, at most ${most}`] : [];
  });
}

/** Returns the names that three files of a folder have as prefix, when a file beside them has the whole name: they are a folder. */
export function prefixes(sources: Sources): string[] {
  return [...filesByFolder(sources)].flatMap(([folder, files]) =>
    files.flatMap((name) => {
      const longer = files.filter((other) => other.startsWith(name) && /^[A-Z\d]/.test(other.slice(name.length)));
      return longer.length < 3 ? [] : [`${folder}: ${[name, ...longer].join(", ")} are a folder ${name}/`];
    }),
  );
}
