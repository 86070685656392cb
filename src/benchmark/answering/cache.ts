/** Forecasts that were made before, by what they depend on: one small file each, so that a killed run loses none that was finished. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import { digest } from "../../base/canonical.ts";
import { writeFileAtomic } from "../../base/files.ts";
import { Forecast } from "../../records.ts";

/** What a forecaster said, or why it said nothing, and the seconds it took when it was asked. */
export const Answer = z.strictObject({
  forecast: Forecast.nullable(),
  reason: z.string().nullable(),
  seconds: z.number().nonnegative(),
});
export type Answer = z.infer<typeof Answer>;

/** What a forecast depends on: `evidence` and `question` are digests, `code` that of the forecaster's files, `key` its randomness. */
export type Origin = {
  source: string;
  forecaster: string;
  evidence: string;
  question: string;
  code: string;
  key: string;
};

/** Kept forecasts in a folder. */
export type Cache = {
  /** Returns what was kept, byte for byte, or null; a file that is damaged counts as none. */
  get(origin: Origin): Answer | null;
  put(origin: Origin, answer: Answer): void;
};

/** Returns the cache in a folder, which is made when something is kept; it can be deleted at any time. */
export function cacheIn(folder: string): Cache {
  const fileOf = (origin: Origin) => {
    const name = digest(origin);
    return path.join(folder, name.slice(0, 2), `${name}.json.gz`);
  };
  return {
    get(origin) {
      const file = fileOf(origin);
      return existsSync(file) ? read(file) : null;
    },
    put(origin, answer) {
      writeFileAtomic(fileOf(origin), gzipSync(JSON.stringify(answer), { level: 4 }));
    },
  };
}

function read(file: string): Answer | null {
  try {
    return Answer.parse(JSON.parse(gunzipSync(readFileSync(file)).toString("utf8")));
  } catch {
    rmSync(file, { force: true });
    return null;
  }
}
