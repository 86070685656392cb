/** Random tokens for probes: which tokens of a task are ordinary, and fixed draws of them, the same for every run of a task. */
import { canonical } from "../../base/canonical.ts";
import { fold, type Generator, generator, rootKey } from "../../base/random.ts";
import type { TaskSpec, TokenTaskSpec } from "../../specs.ts";

/** How many examples a head score is averaged over (Olsson et al. 2022, "In-context learning and induction heads"). */
export const NUM_PROBES = 10;

/**
 * Returns the number n of ordinary tokens of a task, the tokens 0 .. n - 1: its setting `alphabet` where that is a whole number from
 * 1 to the vocabulary's size, else the whole vocabulary.
 */
export function alphabetSize({ params, vocab }: TokenTaskSpec): number {
  const { alphabet } = params;
  const isSize = typeof alphabet === "number" && Number.isInteger(alphabet) && alphabet >= 1 && alphabet <= vocab;
  return isSize ? alphabet : vocab;
}

/** Returns the random stream of one measure's probe, which depends on the task's name and settings alone. */
export function probeGenerator(measure: string, { name, params }: TaskSpec): Generator {
  return generator(fold(rootKey("foreshock/measure/probe"), measure, name, canonical(params)));
}
