/** What a report was made with. */
import { readFileSync } from "node:fs";

/** Returns the versions of foreshock, Node and the engine by package name. */
export function versions(): Record<string, string> {
  const own = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return {
    foreshock: own.version,
    node: process.versions.node,
    "onnxruntime-node": own.dependencies["onnxruntime-node"],
  };
}
