/** Names by pattern, as shells match them. */

/** Returns whether a whole name matches a pattern, in which `*` stands for any characters and `?` for one; all others are themselves. */
export function matchesGlob(pattern: string, name: string): boolean {
  const source = pattern.replaceAll(/[\\^$.+()[\]{}|/-]/g, "\\$&");
  return new RegExp(`^${source.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(name);
}
