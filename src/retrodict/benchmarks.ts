/** The standing benchmark, in the order of its page. */
import { arithmetic } from "./arithmetic.ts";
import type { Benchmark } from "./benchmark.ts";
import { brokenLaw } from "./brokenLaw.ts";
import { ladder } from "./ladder/ladder.ts";
import { lambada } from "./lambada/lambada.ts";
import { ownFamilies } from "./ownFamilies/ownFamilies.ts";
import { singleSeeds } from "./singleSeeds.ts";

/** Every benchmark of `foreshock retrodict`. */
export const BENCHMARKS: readonly Benchmark[] = [ladder, lambada, arithmetic, brokenLaw, ownFamilies, singleSeeds];
