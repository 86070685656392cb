/** foreshock stages: how the trained rungs of a family developed: jumps, what moved before them, stages, and losses that turn. */
import { usageError } from "../base/errors.ts";
import { number, percent } from "../base/words.ts";
import type { Development, Event } from "../development/development.ts";
import type { Reversal } from "../development/reversal.ts";
import { familyBy } from "../study/family.ts";
import { developmentOfFamily } from "../study/inside/development.ts";
import { table } from "./output.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

export type StagesOptions = { metric?: string; threshold?: string };

/** Says how the observed rungs of a family developed. Errors (usage): runs are missing, an unknown metric. */
export async function stages(text: string, options: StagesOptions, context: Context): Promise<Result> {
  const study = studyOf(context);
  const family = await familyBy(study, text, context.cwd);
  const threshold = thresholdOf(options.threshold ?? "0.5", text);
  const { event, rungs, overSizes } = await developmentOfFamily(study, family, options.metric ?? "success", threshold);
  const lines = rungs.flatMap((rung) => [`${rung.rung}:`, ...describe(rung, event)]);
  return { data: { family: family.name, event, rungs, overSizes }, text: [...lines, ...sizesLine(overSizes)] };
}

function thresholdOf(threshold: string, text: string): number {
  const value = Number(threshold);
  if (threshold.trim() !== "" && Number.isFinite(value)) return value;
  throw usageError("stages", "a threshold is required", threshold, `foreshock stages ${text} --threshold 0.5`);
}

function sizesLine(found: Reversal | null): string[] {
  if (!found) return [];
  if (found.kind === "none") return ["over sizes: the loss does not turn"];
  return [
    `over sizes: the loss turns (${flagOf(found.kind)}): up by ${number(found.rise)} from ${found.from} parameters on; ${testText(found)}`,
  ];
}

function describe(
  { loss, jumps, leads, llcAgainstLoss, stages: found, reversals }: Development,
  event: Event,
): string[] {
  const jumpText = jumps.map(({ seed, step }) => `seed ${seed} ${step === null ? "never" : `step ${step}`}`).join(", ");
  const lines = [`  ${event.metric} reaches ${event.threshold}: ${jumpText || "no rows of it"}`];
  if (leads.length > 0) {
    const cells = leads.map(({ seed, indicator, rule, step, status, lead, fraction }) => [
      indicator,
      rule.kind === "pastExtreme" ? "5 % past its peak" : "off its first 3 checkpoints",
      seed,
      step === null ? status : String(step),
      lead === null ? "—" : String(lead),
      fraction === null ? "—" : percent(fraction),
    ]);
    lines.push(...table([["moved", "read as", "seed", "at step", "lead, steps", "of the jump's step"], ...cells]));
  }
  if (llcAgainstLoss)
    lines.push(
      `  llc before ${loss} in ${llcAgainstLoss.aFirst} seeds, after it in ${llcAgainstLoss.bFirst}, together in ${llcAgainstLoss.ties}`,
    );
  if (found)
    for (const { from, to, type, dLLC, eLLC, dLoss, eLoss } of found.stages)
      lines.push(
        `  stage ${type}, steps ${Math.round(from)} to ${Math.round(to)}: llc ${number(dLLC)} ± ${number(eLLC)}, ${loss} ${number(dLoss)} ± ${number(eLoss)}`,
      );
  else
    lines.push(
      "  stages: no llc at 4 checkpoints that all seeds share (measure: [llc] in the family file; refused estimates leave gaps)",
    );
  return [...lines, ...reversals.flatMap(({ seed, reversal: one }) => reversalLine(seed, loss, one))];
}

function reversalLine(seed: string, loss: string, found: Reversal): string[] {
  const { kind, rise, from, at } = found;
  if (kind === "none") return [];
  return [
    `  ${loss} of seed ${seed} turns (${flagOf(kind)}): up by ${number(rise)} between steps ${from} and ${at}; ${testText(found)}`,
  ];
}

const flagOf = (kind: Reversal["kind"]): string => (kind === "lasting" ? "RED FLAG, lasting" : kind);

/** The change-point test with the false-alarm rate it was made for. */
function testText({ test }: Reversal): string {
  if (test === null) return "no change-point test: a standard error is unknown";
  return `change-point test ${test.alarm ? "alarms" : "is silent"}, p ${number(test.p)} (false-alarm rate ${percent(test.alpha)})`;
}
