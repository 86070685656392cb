/** The phenomena of the benchmark, in the order of the page. */
import { conjunction } from "./conjunction.ts";
import { multitaskParity } from "./multitaskParity.ts";
import type { Phenomenon } from "./phenomenon.ts";
import { sparseParity } from "./sparseParity.ts";

/** All phenomena. */
export const PHENOMENA: readonly Phenomenon[] = [sparseParity, multitaskParity, conjunction];
