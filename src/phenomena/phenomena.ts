/** The phenomena of the benchmark, in the order of the page. */
import { conjunction } from "./conjunction.ts";
import { grokking } from "./grokking.ts";
import { iclRegression } from "./iclRegression.ts";
import { inductionBump } from "./inductionBump.ts";
import { listSorting } from "./listSorting.ts";
import { multitaskParity } from "./multitaskParity.ts";
import type { Phenomenon } from "./phenomenon.ts";
import { sparseParity } from "./sparseParity.ts";
import { superpositionKgons } from "./superpositionKgons.ts";
import { superpositionSparsity } from "./superpositionSparsity.ts";

/** All phenomena. */
export const PHENOMENA: readonly Phenomenon[] = [
  inductionBump,
  iclRegression,
  listSorting,
  grokking,
  sparseParity,
  multitaskParity,
  superpositionKgons,
  superpositionSparsity,
  conjunction,
];
