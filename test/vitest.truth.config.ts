/** The truth suite at full length: `npm run truth`. */
import { mergeConfig } from "vitest/config";
import base from "./vitest.config.ts";

export default mergeConfig(base, {
  test: { env: { TRUTH_SEEDS: "0,1,2" }, testTimeout: 300_000, disableConsoleIntercept: true },
});
