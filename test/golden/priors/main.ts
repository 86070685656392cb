/**
 * Measures what forecasters learn from other tasks: first the priors of `hierarchical-process`, then, in a process of its own because it reads
 * them, the weights of `stacking`. Run: npm run priors -- <folder of published results>
 */
import { spawnSync } from "node:child_process";
import path from "node:path";

for (const program of ["measure.ts", "pool.ts"]) {
  const file = path.join(import.meta.dirname, program);
  const { status } = spawnSync("tsx", [file, ...process.argv.slice(2)], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
