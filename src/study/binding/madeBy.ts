/** What a program's forecast was made by, frozen with it: who wants to make it again has to know whether the same numbers can be expected. */
import { arch, platform } from "node:os";
import path from "node:path";
import { digest, sha256 } from "../../base/canonical.ts";
import { readText } from "../../base/files.ts";
import { importedFiles } from "../../base/importedFiles.ts";
import { versions } from "../../base/versions.ts";
import type { Items } from "../../forecast/checklist.ts";
import type { Forecast } from "../../records.ts";

/** Version of foreshock, digest of the forecasters' source files, and platform. */
export type MadeBy = { foreshock: string; code: string; platform: string };

/** Largest difference of two numbers of a forecast that was made twice: its own sums and random numbers are the same, to the bit. */
const TOLERANCE = 1e-9;
const SOURCE = path.resolve(import.meta.dirname, "..", "..");
const ROOTS = ["forecast/forecasters", "forecast/asking"];

/** Returns what makes forecasts here. */
export function madeHere(): MadeBy {
  const ending = path.extname(import.meta.filename);
  const files = importedFiles(ROOTS.map((root) => path.join(SOURCE, `${root}${ending}`)));
  const read = (file: string) => sha256(readText(file, "build the project again"));
  const { foreshock, node } = versions();
  return {
    foreshock: foreshock!,
    code: digest(files.map((file) => [path.relative(SOURCE, file), read(file)])).slice(0, 16),
    platform: `${platform()} ${arch()}, Node ${node}`,
  };
}

/** Returns it as parameters of a forecast, with the tolerance within which it can be made again. */
export function madeByItems({ foreshock, code, platform }: MadeBy): Items {
  return {
    "madeBy.foreshock": foreshock,
    "madeBy.code": code,
    "madeBy.platform": platform,
    "madeBy.tolerance": TOLERANCE,
  };
}

/** Returns what a forecast says it was made by, and within what it can be made again; null where it says nothing. */
export function statedMaker({ parameters }: Forecast): (MadeBy & { tolerance: number }) | null {
  const [foreshock, code, platform, tolerance] = ["foreshock", "code", "platform", "tolerance"].map(
    (of) => parameters[`madeBy.${of}`],
  );
  if (typeof foreshock !== "string" || typeof code !== "string" || typeof platform !== "string") return null;
  return { foreshock, code, platform, tolerance: typeof tolerance === "number" ? Math.min(tolerance, TOLERANCE) : 0 };
}
