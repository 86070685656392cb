/**
 * Which way from rows to the question's metric? By tokens where a smooth per-token quantity was measured, otherwise through what the
 * metric is made of: a share of whole answers, of choices with a chance level, of something unknown, or a loss.
 */

import type { Generator } from "../../base/random.ts";
import { logit, sigmoid } from "../../math/special.ts";
import { mean } from "../../math/stats.ts";
import type { Kind } from "../../question/kind.ts";
import type { Forecast, Question } from "../../records.ts";
import type { Ask } from "../ask.ts";
import { measuredSeeds } from "../curves.ts";
import { abscissa, type RungValues } from "../rungs.ts";
import { greedyLink, type SuccessLink, sampledLink } from "../tokens/links.ts";
import type { TokenReading } from "../tokens/series.ts";
import type { Measured } from "./curve.ts";
import { lossLaw, type Share, shareLaw, tokenLaw } from "./law.ts";
import type { Fit } from "./posterior.ts";
import { MIN_RUNGS, readingFor, squaresAround, type TokenKind } from "./reading.ts";
import { lossWorld, worldsOf } from "./worlds.ts";

/** What is fitted, and how single runs' values on the law's scale are read as the question's metric. */
export type Route = Fit & {
  source: string;
  reader(rng: Generator): (values: readonly number[], x: number) => number[];
  parameters: Forecast["parameters"];
};

/** A route but for how far ahead is asked, which is the same for all of them. */
type Way = Omit<Route, "until">;

type Counted = Exclude<Kind, { kind: "none" }>;

/** A share of right tokens is that of answers of one token. */
const ONE_TOKEN = { k: 1, length: 1 };

/** Returns the route to the question's metric, with breaks possible up to the farthest place asked about; or why there is none. */
export function routeOf(ask: Ask): Route | { reason: string } {
  const way = wayOf(ask);
  const places = ask.grid.heldOut.map((rung) => abscissa(ask.question, rung));
  return "reason" in way ? way : { ...way, until: Math.max(...places) };
}

function wayOf(ask: Ask): Way | { reason: string } {
  const { question, kind } = ask;
  if (kind.kind === "none")
    return { reason: `bayes-mix has no law for ${question.metric}, which is neither a share nor a loss` };
  const tokens = tokenRoute(ask, kind);
  if (tokens) return tokens;
  const rungs = ask.at(question.metric);
  if (rungs.length < MIN_RUNGS)
    return {
      reason: `bayes-mix needs ${MIN_RUNGS} observed rungs with ${question.metric} or nll, got ${rungs.length}`,
    };
  return kind.kind === "loss" || kind.kind === "nll"
    ? lossRoute(question, rungs, kind.kind === "loss" ? kind.sign : 1)
    : shareRoute(question, rungs, shareOf(kind));
}

/** How a share arises from the chance that one token is right. */
function shareOf(kind: Extract<Kind, { kind: "greedy" | "sampled" | "tokens" | "share" }>): Share {
  if (kind.kind === "greedy") return { kind: "answer", length: kind.length, k: kind.k };
  if (kind.kind === "sampled") return { kind: "answer", length: kind.length, k: kind.length };
  if (kind.kind === "tokens") return { kind: "answer", ...ONE_TOKEN };
  if (kind.chance !== null) return { kind: "choice", chance: kind.chance };
  return { kind: "unknown" };
}

/** The route by tokens, for metrics made of them and with token rows at enough rungs. */
function tokenRoute(ask: Ask, kind: Counted): Way | null {
  if (kind.kind === "share" || kind.kind === "loss") return null;
  const tokens: TokenKind = kind.kind === "tokens" ? { kind: "greedy", ...ONE_TOKEN } : kind;
  const reading = readingFor(ask, tokens);
  if (!reading) return null;
  const { question } = ask;
  const link = linkFor(ask, reading, tokens);
  const { series, source } = reading;
  const overall = series.overall.map(logit);
  const shifts = series.q.map((row) => mean(row.map((q, i) => logit(q) - overall[i]!)));
  const data = series.x.map((x, i) => ({
    x,
    mean: overall[i]!,
    seedSquares: series.seedSquares[i]! / (series.overall[i]! * (1 - series.overall[i]!)) ** 2,
    numSeeds: series.seedDf[i]! + 1,
    numExamples: 1,
  }));
  return {
    source,
    law: tokenLaw(Math.min(...series.overall)),
    worlds: worldsOf(question.axis, "measured"),
    data,
    reader(rng) {
      const success = link?.draw(rng);
      if (!success) return (values) => values.map((value) => -Math.log(Math.max(1e-300, sigmoid(value))));
      return (values, x) => {
        const shares = values.map((value) =>
          success(
            shifts.map((shift) => tokenChance(value + shift)),
            x,
          ),
        );
        return measuredSeeds(question, shares, rng);
      };
    },
    parameters: { positionShifts: shifts, ...link?.parameters },
  };
}

/** sigma(value), kept where a link can take its logit. */
function tokenChance(value: number): number {
  return Math.min(1 - 1e-12, Math.max(1e-12, sigmoid(value)));
}

function linkFor(ask: Ask, reading: TokenReading, kind: TokenKind): SuccessLink | null {
  if (kind.kind === "nll") return null;
  if (kind.kind === "greedy") return greedyLink(ask, reading, kind, "perhaps below");
  const nats = reading.series.overall.map((q) => -Math.log(q));
  return sampledLink(ask, reading, kind.length, nats);
}

function shareRoute(question: Question, rungs: readonly RungValues[], share: Share): Way {
  const values = rungs.map((rung) => Math.min(1, Math.max(0, rung.mean)));
  const seen = { smallest: Math.min(...values), largest: Math.max(...values) };
  return {
    source: question.metric,
    law: shareLaw(share, seen),
    worlds: worldsOf(question.axis, rungs.some((rung) => rung.seeds.length > 1) ? "measured" : "bare"),
    data: measuredAt(rungs, (value) => value),
    reader: (rng) => (values) => measuredSeeds(question, values, rng),
    parameters: { shareKind: share.kind },
  };
}

function lossRoute(question: Question, rungs: readonly RungValues[], sign: 1 | -1): Way {
  const data = measuredAt(rungs, (value) => Math.log(Math.max(1e-9, sign * value)));
  const [first, last] = [data[0]!, data.at(-1)!];
  return {
    source: question.metric,
    law: lossLaw(Math.min(...data.map(({ mean }) => Math.exp(mean)))),
    worlds: [lossWorld(first.x, last.x, Math.exp(first.mean))],
    data,
    reader: () => (values) => values.map((value) => sign * Math.exp(Math.min(200, value))),
    parameters: {},
  };
}

function measuredAt(rungs: readonly RungValues[], to: (value: number) => number): Measured[] {
  return rungs.map((rung) => {
    const seeds = rung.seeds.map(to);
    const centre = mean(seeds);
    const { x, numExamples } = rung;
    return {
      x,
      mean: centre,
      seedSquares: squaresAround(seeds, centre),
      numSeeds: seeds.length,
      numExamples,
    };
  });
}
