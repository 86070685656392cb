import path from "node:path";
import { defineConfig } from "vitest/config";
import { root } from "./root.ts";

export default defineConfig({
  root,
  resolve: { alias: { "foreshock/task": path.join(root, "src/task/define.ts") } },
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
  },
});
