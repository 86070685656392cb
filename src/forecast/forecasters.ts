/** The forecasters foreshock ships, in the order in which they are listed and scored. The first is the baseline of every question. */
import type { Forecaster } from "./forecaster.ts";
import { logitAccuracyLine } from "./logitAccuracyLine.ts";
import { persistence } from "./persistence.ts";
import { tokenLine } from "./tokenLine.ts";

/** Every built-in forecaster; each passes the conformance list in test/forecast/conformance.test.ts. */
export const FORECASTERS: readonly Forecaster[] = [persistence, logitAccuracyLine, tokenLine];
