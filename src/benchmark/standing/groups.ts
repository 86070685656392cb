/** The sets over which forecasters are summarised: everything together, then by what was known of a question before its outcome. */
import { byText } from "../../base/byText.ts";
import { fold, rootKey } from "../../base/random.ts";
import { isShare } from "../../question/kind.ts";
import { groupBy } from "../../score/targets.ts";
import { RIVAL } from "../forecasters.ts";
import type { About, Scored, StandingJump, StandingTarget } from "./score.ts";
import { type Summary, summaryOf } from "./summary.ts";

/** How a set of questions is picked out: by kind of source, source, setting, axis, state of the visible rungs, or their number. */
export type By = "all" | "kind" | "source" | "setting" | "axis" | "state" | "visible" | "blind" | "metric";
/** A set with one summary per forecaster, in the order in which they are shown. */
export type Group = { by: By; name: string; summaries: Summary[] };

const BY: [By, (about: About) => string][] = [
  ["all", () => "all"],
  ["kind", ({ kind }) => kind],
  ["source", ({ source }) => source],
  ["setting", ({ setting }) => setting],
  ["blind", ({ blind }) => (blind ? "asked blind" : "other questions")],
  ["axis", ({ axis }) => axis],
  ["state", ({ state }) => state],
  ["visible", ({ visible }) => visible],
];

/**
 * Returns the sets of all scored questions. Losses of different units do not add: the sets hold questions about shares of successes, and
 * other metrics have a set each.
 */
export function groupsOf({ targets, jumps }: Pick<Scored, "targets" | "jumps">, names: readonly string[]): Group[] {
  const isPooled = ({ metric }: About) => isShare(metric);
  const pooled = { targets: targets.filter(isPooled), jumps: jumps.filter(isPooled) };
  const others = { targets: targets.filter((one) => !isPooled(one)), jumps: jumps.filter((one) => !isPooled(one)) };
  return [
    ...BY.flatMap(([by, of]) => split(by, of, pooled, names)),
    ...split("metric", ({ metric }) => metric, others, names),
  ];
}

function split(
  by: By,
  of: (about: About) => string,
  { targets, jumps }: { targets: readonly StandingTarget[]; jumps: readonly StandingJump[] },
  names: readonly string[],
): Group[] {
  const questions = groupBy(jumps, of);
  return [...groupBy(targets, of)]
    .sort(([a], [b]) => byText(a, b))
    .map(([name, group]) => ({ by, name, summaries: summariesOf(group, questions.get(name)!, names) }));
}

function summariesOf(
  targets: readonly StandingTarget[],
  jumps: readonly StandingJump[],
  names: readonly string[],
): Summary[] {
  const [own, asked] = [groupBy(targets, forecasterOf), groupBy(jumps, forecasterOf)];
  const recordsOf = (name: string) => ({ targets: own.get(name)!, jumps: asked.get(name)! });
  const rival = names.includes(RIVAL) ? recordsOf(RIVAL) : null;
  const key = fold(rootKey("foreshock/benchmark"), "clusters");
  return names.map((name) => summaryOf(name, recordsOf(name), rival, key));
}

function forecasterOf({ forecaster }: About): string {
  return forecaster;
}
