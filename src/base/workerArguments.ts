/** How a child process is started beside a file: compiled in dist, or TypeScript source through tsx. */
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

/** Returns Node's arguments for a child whose script lies beside `filename` with the same ending. */
export function workerArguments(filename: string): string[] {
  if (path.extname(filename) !== ".ts") return [];
  return ["--import", pathToFileURL(createRequire(filename).resolve("tsx")).href];
}
