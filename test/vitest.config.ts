/**
 * `npm test`: all but the long tests. Most files share one process per core, so that what they import is loaded once; a file that
 * makes an engine has a process of its own, because JavaScript on its thread flushes denormals from then on (shared.ts watches this).
 */
import { defineConfig } from "vitest/config";
import { suite } from "./suite.ts";

/** The tests that make engines. */
const ENGINES = [
  "test/{engine,measure,model,runs,train}/**/*.test.ts",
  "test/frozen/numbers.test.ts",
  "test/cli/llc.test.ts",
];
const ALL = "test/**/*.test.ts";
const LONG = "test/**/*.long.test.ts";

export default defineConfig({
  ...suite,
  test: {
    ...suite.test,
    projects: [
      { extends: true, test: { name: "engines", include: ENGINES, exclude: [LONG], sequence: { groupOrder: 0 } } },
      {
        extends: true,
        test: {
          name: "shared",
          include: [ALL],
          exclude: [...ENGINES, LONG],
          setupFiles: ["test/shared.ts"],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
