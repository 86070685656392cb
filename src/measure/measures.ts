/** The table of measures: what a family file's `measure` list may name. */
import type { LlcSpec, MeasureSpec, PlainMeasure } from "../specs.ts";
import { featureDimensionality, polygonOrder } from "./featureDimensionality.ts";
import { fourierGap } from "./fourier/fourierGap.ts";
import { hiddenProgress } from "./fourier/hiddenProgress.ts";
import { modularAddition } from "./fourier/modularAddition.ts";
import { gradientNoiseScale } from "./gradientNoiseScale.ts";
import { ablation } from "./heads/ablation.ts";
import { copying } from "./heads/copying.ts";
import { prefixMatching } from "./heads/prefixMatching.ts";
import { previousToken } from "./heads/previousToken.ts";
import { headSpecialisation } from "./heads/specialisation.ts";
import { icl } from "./icl.ts";
import { llc } from "./llc/llc.ts";
import type { Bench, MakeMeter, Meter } from "./meter.ts";
import { subtasks } from "./subtasks.ts";
import { training } from "./trainingSet.ts";

const PLAIN: Readonly<Record<PlainMeasure, MakeMeter>> = {
  training,
  icl,
  previousToken,
  prefixMatching,
  copying,
  ablation,
  headSpecialisation,
  fourierGap,
  hiddenProgress,
  modularAddition,
  featureDimensionality,
  polygonOrder,
  gradientNoiseScale,
  subtasks,
};

/** Returns the meter of a specification for a run. Errors (usage): the run's model or task lacks what the measure needs. */
export function makeMeter(bench: Bench, spec: MeasureSpec): Promise<Meter> {
  return spec.kind === "llc" ? llc(bench, spec satisfies LlcSpec) : PLAIN[spec.kind](bench);
}
