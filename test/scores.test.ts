/** foreshock/scores: a second entry point beside the first, not a copy of it, and an example that is true. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import * as foreshock from "../src/index.ts";
import * as scores from "../src/scores.ts";
import { root } from "./root.ts";

it("offers rules that the main entry point leaves out; both have the WIS, which hubs are scored with", () => {
  const shared = Object.keys(scores).filter((name) => name in foreshock);
  expect(shared).toEqual(["wis"]);
  expect(Object.values(scores).every((rule) => typeof rule === "function")).toBe(true);
});

it("is an entry point of the package", () => {
  const { exports } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  expect(exports["./scores"]).toEqual({ types: "./dist/scores.d.ts", default: "./dist/scores.js" });
});

it("scores a normal forecast as its example says", () => {
  expect(scores.crpsNormal(0.62, 0.08, 0.71)).toBeCloseTo(0.0553, 4);
});
