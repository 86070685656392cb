/** foreshock forecast: makes forecasts from the evidence, by programs or from people's own numbers, and commits them unseen. */
import path from "node:path";
import { ForeshockError, usageError } from "../base/errors.ts";
import { alreadyThere } from "../study/alreadyThere.ts";
import { conformalIntervals } from "../study/finished/conformal.ts";
import {
  commitForecasts,
  type Forecasts,
  forecasterList,
  makeForecasts,
  readNumbers,
  requireOwnName,
  suggestedForecaster,
} from "../study/forecasts.ts";
import type { Study } from "../study/project.ts";
import { alreadyThereText, conformalText, forecastText, lossesOf } from "./forecastText.ts";
import { color, headText, next, table } from "./output.ts";
import { redrawn } from "./progress.ts";
import { studyOf } from "./study.ts";
import type { Context, Result } from "./verb.ts";

export type ForecastVerbOptions = { by?: string[]; file?: string; as?: string; list?: boolean; dryRun?: boolean };

/** Makes, shows and (unless dryRun) commits the forecasts asked for, and the question's baseline if it is not committed yet. */
export async function forecast(
  text: string | undefined,
  options: ForecastVerbOptions,
  context: Context,
): Promise<Result> {
  if (options.list) return listForecasters();
  if (text === undefined)
    throw usageError("forecast", "the name of a question is required", "none", "foreshock status");
  const study = studyOf(context);
  requireSource(study, text, options);
  const { by = [], file, as, dryRun = false } = options;
  const own = file === undefined ? {} : { own: { numbers: readNumbers(file, context.cwd), as: as! } };
  const screen = context.terminal && !context.json ? redrawn(context.terminal) : null;
  const onAsk = (one: string, place: number, count: number) => screen?.draw([`  ${place}/${count} asking ${one}`]);
  const making = makeForecasts(study, text, { by, ...own, closed: dryRun, onAsk }).finally(() => screen?.clear());
  const found = await locating(file, context, making);
  const left = refusalLines(found);
  if (dryRun) return shown(found, [...left, "not committed (--dry-run)"], { committed: [] });
  const committed = commitForecasts(study, found);
  const { asked, baseline, evidence } = found;
  const then = `foreshock close ${asked.name}`;
  const lines = [
    ...left,
    ...baseline.map(({ forecaster }) => `${forecaster} is this question's baseline and was committed with it`),
    ...committed.map(
      (one) => `committed ${one.forecaster}: ${one.commitment.slice(0, 12)}, line ${one.seq + 1} of the ledger`,
    ),
    ...alreadyThereText(asked.question, alreadyThere(asked.question, evidence)),
    ...headText(committed.at(-1)!.head),
    "more forecasts may be committed first; a new version replaces an older one",
    next(then),
  ];
  return shown(found, lines, { committed, next: then });
}

function listForecasters(): Result {
  const list = forecasterList();
  return {
    data: list,
    text: [
      ...table([["name", "what it does"], ...list.map(({ name, summary }) => [name, summary])]),
      next("foreshock forecast <question> --by <name>"),
    ],
  };
}

/** Who was left out, and who can answer instead. */
function refusalLines({ asked, refused, able }: Forecasts): string[] {
  if (refused.length === 0) return [];
  return [
    ...refused.map(
      ({ forecaster, reason }) => `left out: ${forecaster} has to be able to answer ${asked.name}, got ${reason}`,
    ),
    `these can: ${able.join(", ")}`,
  ];
}

function requireSource(study: Study, text: string, { by = [], file, as }: ForecastVerbOptions): void {
  const own = `foreshock forecast ${text} --file ${file ?? "numbers.yaml"} --as alice`;
  if (by.length === 0 && file === undefined) {
    const suggested = suggestedForecaster(study, text);
    throw usageError(
      "forecast",
      "--by <forecaster> or --file <numbers.yaml> --as <name> is required",
      "neither",
      suggested === null ? "foreshock forecast --list" : `foreshock forecast ${text} --by ${suggested}`,
    );
  }
  if ((file === undefined) !== (as === undefined))
    throw usageError("forecast", "--file and --as together are required", file ?? as, own);
  if (as !== undefined) requireOwnName(as, own);
}

/** What is wrong with a person's numbers is mended in their file. */
async function locating<T>(file: string | undefined, { cwd }: Context, making: Promise<T>): Promise<T> {
  return making.catch((error: unknown) => {
    if (file === undefined || !(error instanceof ForeshockError) || !error.message.startsWith("fromFile")) throw error;
    throw new ForeshockError(error.kind, error.message, `edit ${path.resolve(cwd, file)}: ${error.hint}`);
  });
}

function shown({ asked, ledger, baseline, made }: Forecasts, lines: string[], more: object): Result {
  const { question, id } = asked;
  const forecasts = [...baseline, ...made];
  const warnings = lossesOf(forecasts);
  const text = [
    ...forecasts.flatMap((one) => [
      ...forecastText(question, one),
      ...conformalText(conformalIntervals(ledger, question, one)),
    ]),
    ...warnings.map((one) => color.yellow(`warning: ${one}`)),
    ...lines,
  ];
  return { data: { question: id, forecasts, warnings, ...more }, text };
}
