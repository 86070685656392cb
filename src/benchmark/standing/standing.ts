/** Where every forecaster stands: the noun that runs, pages and programs share. */
import type { Counts } from "../answering/ask.ts";
import type { DistanceRow } from "./distance.ts";
import type { Group } from "./groups.ts";
import type { Scored } from "./score.ts";

/** Everything that was scored, summarised: `names` in the order shown, `took` seconds from the first question asked to the last summary. */
export type Standing = Scored & Counts & { names: string[]; groups: Group[]; distances: DistanceRow[]; took: number };
