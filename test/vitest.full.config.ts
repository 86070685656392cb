/** `npm run test:full`: every test at full size. */
import { defineConfig } from "vitest/config";
import { suite } from "./suite.ts";

export default defineConfig({
  ...suite,
  test: { ...suite.test, include: ["test/**/*.test.ts"], env: { TEST_EFFORT: "full" }, disableConsoleIntercept: true },
});
