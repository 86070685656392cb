/** The phenomena of the benchmark, in the order of the page. */
import type { Phenomenon } from "./phenomenon.ts";

/** All phenomena. */
export const PHENOMENA: readonly Phenomenon[] = [];
