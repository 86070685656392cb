/** `npm run test:long`: the long tests, and again, with all their cases, those of which `npm test` tries a part (see effort.ts). */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { defineConfig } from "vitest/config";
import { root } from "./root.ts";
import { suite } from "./suite.ts";

const partly = readdirSync(path.join(root, "test"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => `test/${name.split(path.sep).join("/")}`)
  .filter((file) => /from "[./]+effort\.ts"/.test(readFileSync(path.join(root, file), "utf8")));

export default defineConfig({
  ...suite,
  test: { ...suite.test, include: ["test/**/*.long.test.ts", ...partly], env: { TEST_EFFORT: "long" } },
});
