/** What a level of assurance was earned by and what it does not show: a badge never says more than this. */

export type Level = { earnedBy: string; doesNotShow: string };

const LEVELS: Record<string, Level> = {
  L0: {
    earnedBy: "somebody's word, also for a program's name whose numbers could not be made again",
    doesNotShow: "anything",
  },
  "L0 (imported results)": {
    earnedBy:
      "somebody's word that nobody had looked: the held-out results were measured before; the order of commitment, reveal and outcome is proven inside this ledger",
    doesNotShow: "that the forecasters had not seen the held-out results",
  },
  L1: {
    earnedBy: "the order of commitment, reveal and outcome, proven inside this ledger",
    doesNotShow:
      "that the ledger was not rebuilt afterwards, nor that it is the only one: the cheapest cheat that still passes is closing and training in copies and publishing the best",
  },
};

/** Returns what a level (its name is a level or starts with L0 or L1) was earned by and does not show; an unknown level has earned nothing. */
export function levelOf(name: string): Level {
  return LEVELS[name] ?? LEVELS[name.slice(0, 2).toUpperCase()] ?? LEVELS.L0!;
}

/** What no ledger can prove, whatever its level. */
export const LIMITS = [
  "No offline mechanism proves that a forecaster had not trained a similar large model before.",
  "A ledger alone does not prove time: it can be rebuilt until somebody else holds one of its heads.",
  "Several identities, collusion and stolen keys are outside its reach.",
  "Bit-for-bit repetition holds on one machine; elsewhere runs are compared within a tolerance.",
];
