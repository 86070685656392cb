/** foreshock stages: how the trained rungs of a family developed: jumps, what moved before them, stages, and losses that turn. */
import { usageError } from "../base/errors.ts";
import { rootKey } from "../base/random.ts";
import { number, percent } from "../base/words.ts";
import { curveOverSizes } from "../development/curve.ts";
import { type Development, developmentOf, type Event } from "../development/development.ts";
import { type Reversal, reversal } from "../development/reversal.ts";
import { METRICS, type MetricName } from "../metrics.ts";
import type { Measurement } from "../records.ts";
import { runKey } from "../runs/key.ts";
import { readMeasures } from "../runs/measures.ts";
import { missing, observedRuns } from "../runs/plan.ts";
import type { Family } from "../specs.ts";
import { familyBy, findProject, type Project } from "../study/project.ts";
import { rowsOf } from "../study/rows.ts";
import { table } from "./output.ts";
import type { Context, Result } from "./verb.ts";

export type StagesOptions = { metric?: string; threshold?: string };

/** Says how the observed rungs of a family developed. Errors (usage): runs are missing, an unknown metric. */
export async function stages(text: string, options: StagesOptions, context: Context): Promise<Result> {
  const project = findProject(context);
  const family = await familyBy(project, text, context.cwd);
  const rows = await allRows(project, family, text);
  const event = eventOf(family, options, text);
  const rungs = family.ladder
    .filter(({ heldOut }) => !heldOut)
    .map(({ name, nParams }) => {
      const own = rows.filter((row) => row.nParams === nParams);
      return { rung: name, ...developmentOf(own, event, rootKey(`${family.name} ${name}`)) };
    });
  const overSizes = reversalOverSizes(family, rows, rungs[0]!.loss);
  const text_ = rungs.flatMap((rung) => [`${rung.rung}:`, ...describe(rung, event)]);
  return { data: { family: family.name, event, rungs, overSizes }, text: [...text_, ...sizesLine(overSizes)] };
}

async function allRows(project: Project, family: Family, text: string): Promise<Measurement[]> {
  const specs = observedRuns(family);
  const absent = missing(specs, project.dir).length;
  if (absent > 0)
    throw usageError("stages", "finished runs are required", `${absent} missing`, `foreshock run ${text}`);
  const rows = await rowsOf(project, specs.map(runKey));
  for (const spec of specs) rows.push(...(await readMeasures(spec, project.dir)));
  return rows;
}

function eventOf(family: Family, { metric, threshold = "0.5" }: StagesOptions, text: string): Event {
  const name = metric ?? "success";
  if (!Object.hasOwn(METRICS, name))
    throw usageError("stages", "a metric of METRICS is required", name, `foreshock stages ${text} --metric exactMatch`);
  const value = Number(threshold);
  if (threshold.trim() === "" || !Number.isFinite(value))
    throw usageError("stages", "a threshold is required", threshold, `foreshock stages ${family.name} --threshold 0.5`);
  return { metric: name as MetricName, threshold: value };
}

/** The red flag of interest: the loss rises again with size. */
function reversalOverSizes(family: Family, rows: readonly Measurement[], loss: MetricName): Reversal | null {
  const curve = curveOverSizes(rows, loss, family.checkpoints.at(-1)!);
  return loss === "nll" && curve.steps.length >= 3 ? reversal(curve, rootKey(`${family.name} sizes`)) : null;
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
