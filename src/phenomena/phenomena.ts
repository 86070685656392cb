/** The phenomena of the benchmark, in the order of the page. */
import { conjunction } from "./conjunction/conjunction.ts";
import { grokking } from "./grokking/grokking.ts";
import { iclRegression } from "./iclRegression/iclRegression.ts";
import { inductionBump } from "./induction/inductionBump.ts";
import { listSorting } from "./listSorting/listSorting.ts";
import { multitaskParity } from "./parity/multitaskParity.ts";
import { sparseParity } from "./parity/sparseParity.ts";
import type { Phenomenon } from "./phenomenon.ts";
import { superpositionKgons } from "./superposition/polygons.ts";
import { superpositionSparsity } from "./superposition/sparsity.ts";

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
