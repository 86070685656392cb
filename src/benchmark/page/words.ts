/** Numbers of the benchmark as its pages write them. */
import { fixed, number, percent } from "../../base/words.ts";
import { type Html, html } from "../../page/html.ts";
import type { Estimate } from "../../score/clusterBootstrap.ts";

/** What a kind of source is called. */
export const KIND_WORDS = { published: "published results", family: "own families" } as const;
/** What the visible rungs do, in words. */
export const STATE_WORDS = {
  floor: "on the floor",
  rising: "rising",
  plateau: "neither up nor down",
  ceiling: "at the ceiling",
} as const;

const NONE = "—";

/** Returns a share's hundredths as points with one decimal, a dash where there is none. */
export function points(value: number | null): string {
  return value === null ? NONE : signed(100 * value, 1);
}

/** Returns a share's hundredths as points with two decimals, for differences that are small beside the points themselves. */
export function finePoints(value: number | null): string {
  return value === null ? NONE : signed(100 * value, 2);
}

/** Returns a number with two decimals, a dash where there is none. */
export function two(value: number | null): string {
  return value === null ? NONE : signed(value, 2);
}

/** Returns a number with one decimal. */
export function one(value: number): string {
  return signed(value, 1);
}

/** Returns an estimate as `value (low to high)`; without an interval the value alone. */
export function withInterval({ value, low, high }: Estimate, show: (value: number | null) => string = two): string {
  return low === null ? show(value) : `${show(value)} (${show(low)} to ${show(high)})`;
}

/** Returns an estimated share in per cent with its interval. */
export function shareWithInterval(estimate: Estimate): string {
  return withInterval(estimate, (value) => (value === null ? NONE : percent(value)));
}

/** Returns a forecaster's name as a cell that does not break. */
export function nameCell({ forecaster }: { forecaster: string }): Html {
  return html`<span class="name">${forecaster}</span>`;
}

/** Returns seconds as a table shows them. */
export function seconds(value: number): string {
  return value < 10 ? fixed(value) : number(value);
}

function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return /^-0\.?0*$/.test(text) ? text.slice(1) : text.replace("-", "−");
}
