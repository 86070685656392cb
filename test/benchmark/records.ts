/** Scored records with sensible numbers, for tests that change one thing at a time. */
import type { StandingJump, StandingTarget } from "../../src/benchmark/standing/score.ts";

const about = {
  source: "made",
  kind: "published",
  setting: "made-sizes",
  cluster: "a",
  blind: true,
  question: "a",
  metric: "accuracy",
  forecaster: "line",
  filled: false,
  axis: "nParams",
  state: "rising",
  visible: "3 or 4",
} as const;

/** A value at the median of its forecast, half a doubling ahead; persistence loses .2, climatology .4. */
export function target(changes: Partial<StandingTarget> = {}): StandingTarget {
  return {
    ...about,
    cut: "c",
    rung: "d",
    horizon: 0.15,
    value: 0.5,
    median: 0.5,
    low50: 0.4,
    high50: 0.6,
    low90: 0.2,
    high90: 0.8,
    pit: 0.5,
    crps: 0.1,
    baseline: 0.2,
    beyond: 0.5,
    isBeyond: true,
    climatology: 0.4,
    tail: 0.05,
    tailBaseline: 0.1,
    pitBelow: 0.5,
    pitAt: 0.5,
    doublings: 0.5,
    isEnd: false,
    ...changes,
  };
}

/** A question with two held-out rungs that did not jump: places at or below the last visible rung, two between, never. */
export function jump(changes: Partial<StandingJump> = {}): StandingJump {
  return {
    ...about,
    bin: 3,
    masses: [0.1, 0.2, 0.3, 0.4],
    rps: 0.1,
    rpsBaseline: 0.2,
    rpsClimatology: 0.3,
    doublings: null,
    ...changes,
  };
}
