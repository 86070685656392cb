/** Scored records with sensible numbers, for tests that change one thing at a time. */
import { byDistance } from "../../src/benchmark/standing/distance.ts";
import { groupsOf } from "../../src/benchmark/standing/groups.ts";
import type { StandingJump, StandingTarget } from "../../src/benchmark/standing/score.ts";
import type { Standing } from "../../src/benchmark/standing/standing.ts";

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

const NAMES = ["line", "persistence", "climatology"];
const CRPS: Record<string, number> = { line: 0.1, persistence: 0.2, climatology: 0.4 };

/** Questions of three clusters that jumped (two) or did not, put to three forecasters. */
export function madeJumps(): StandingJump[] {
  const questions = [
    { question: "a", cluster: "a", bin: 2, doublings: 2 },
    { question: "b", cluster: "b", bin: 2, doublings: 2, state: "floor" as const },
    { question: "c", cluster: "c" },
  ];
  const placed = [0.1, 0.1, 0.6, 0.2];
  return NAMES.flatMap((forecaster) =>
    questions.map((one, i) =>
      jump({ forecaster, ...one, ...(forecaster === "line" && i === 0 ? { masses: placed } : {}) }),
    ),
  );
}

/** The standing of three forecasters on values of three clusters. */
export function madeStanding(): Standing {
  const clusters = ["a", "b", "c"];
  const targets = NAMES.flatMap((forecaster) =>
    clusters.map((cluster, i) =>
      target({ forecaster, cluster, question: cluster, crps: CRPS[forecaster]!, doublings: 1 + i, isBeyond: i > 0 }),
    ),
  );
  const jumps = madeJumps();
  return {
    targets,
    jumps,
    refusals: [{ forecaster: "line", source: "made", question: "a", reason: "too few rungs, 3 of 4" }],
    seconds: new Map(NAMES.map((name) => [name, 0.1])),
    unanswerable: [],
    kept: 4,
    made: 5,
    names: NAMES,
    groups: groupsOf({ targets, jumps }, NAMES),
    distances: byDistance(targets, NAMES),
    took: 1,
  };
}
