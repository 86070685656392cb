/**
 * What a forecaster is: a name, one line that says what it does, and a pure function from what is asked and randomness to draws. It sees
 * nothing else, so whoever runs it again gets the same bytes.
 */
import type { Generator, Key } from "../base/random.ts";
import type { Forecast } from "../records.ts";
import type { Ask } from "./ask.ts";

/** A forecast, or the reason why this forecaster has none for this question and evidence. */
export type ForecastResult = { ok: true; forecast: Forecast } | { ok: false; reason: string };

/** What a forecaster says about its fits once for all: items of the (mis)fitting checklist, in words. */
export type Method = {
  /** The law, what is fixed in it, its priors and bounds. */
  law: string;
  /** What is minimised or sampled, weights and robust constants included. */
  objective: string;
  /** Grid, starts or draws, and tolerances. */
  search: string;
  /** The sources of uncertainty in the distributions: seeds, items, parameters, law, break. */
  uncertainty: string;
};

/** Every number that was fitted or assumed, and one sentence for readers. */
export type Stated = Pick<Forecast, "parameters" | "rationale">;
/** `curves[draw][held-out rung, smallest first][seed]`, each a value measured on one run. */
export type Curves = Stated & { curves: number[][][] };
/** The parts of a forecast that do not come from curves: a pool's, or one that is written down. */
export type Whole = Stated & Pick<Forecast, "targets" | "jump" | "sharpness">;
/** What a forecaster hands over; `forecastOf` makes the forecast. */
export type Drawn = Curves | Whole | { reason: string };

/** A way to forecast: pure, from what is asked and randomness. */
export type Forecaster = {
  /** kebab-case; the name under which it is registered and scored. */
  name: string;
  /** One line for lists. */
  summary: string;
  method: Method;
  /** Those whose forecasts a pool is made of; it has one where any of them has. */
  members?: readonly Forecaster[];
  /**
   * Returns draws for what is asked, from its evidence alone, or why there are none. `rng` is the forecaster's own; `key` is the
   * question's, for those who ask other forecasters or need randomness of several kinds.
   */
  draw(ask: Ask, rng: Generator, key: Key): Drawn;
};
