/** The table of measures: what a family file's `measure` list may name. */
import type { LlcSpec, MeasureSpec, PlainMeasure } from "../specs.ts";
import { ablation } from "./ablation.ts";
import { copying } from "./copying.ts";
import { featureDimensionality } from "./featureDimensionality.ts";
import { fourierGap } from "./fourierGap.ts";
import { gradientNoiseScale } from "./gradientNoiseScale.ts";
import { headSpecialisation } from "./headSpecialisation.ts";
import { hiddenProgress } from "./hiddenProgress.ts";
import { icl } from "./icl.ts";
import { llc } from "./llc.ts";
import type { Bench, MakeMeter, Meter } from "./meter.ts";
import { modularAddition } from "./modularAddition.ts";
import { polygonOrder } from "./polygonOrder.ts";
import { prefixMatching } from "./prefixMatching.ts";
import { previousToken } from "./previousToken.ts";
import { subtasks } from "./subtasks.ts";
import { training } from "./training.ts";

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
