/** What the three configurations share: all cores (vitest leaves one idle), and no clock: a busy machine is slow, not wrong. */
import path from "node:path";
import { root } from "./root.ts";

export const suite = {
  root,
  resolve: { alias: { "foreshock/task": path.join(root, "src/task/define.ts") } },
  test: {
    globalSetup: ["test/scratch.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 0,
    hookTimeout: 0,
    pool: "forks" as const,
    maxWorkers: "100%",
  },
};
