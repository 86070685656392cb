/** The standing benchmark, in the order of its page. */
import { arithmetic } from "./arithmetic.ts";
import type { Benchmark } from "./benchmark.ts";
import { brokenLaw } from "./brokenLaw.ts";

/** Every benchmark of `foreshock retrodict`. */
export const BENCHMARKS: readonly Benchmark[] = [arithmetic, brokenLaw];
