/** Numbers and names as readers see them, one way for figures, tables and the verdict. */
import type { Question } from "../records.ts";

/** Returns a number with two or three significant digits (shares: two decimals), a true minus sign, no exponent between 1e-3 and 1e6. */
export function number(value: number): string {
  const size = Math.abs(value);
  const text =
    value === 0
      ? "0"
      : size >= 1e6 || size < 1e-3
        ? value.toExponential(1)
        : size >= 100
          ? String(Math.round(value))
          : size >= 10
            ? value.toFixed(1)
            : size >= 0.0995
              ? value.toFixed(2)
              : value.toPrecision(2);
  return text.replace("-", "−");
}

/** Returns a number with three decimals, for columns that are read downwards. */
export function fixed(value: number): string {
  return value.toFixed(3).replace("-", "−");
}

/** Returns a probability in whole per cent (no-break spaces), never rounded to a certainty it is not. */
export function percent(p: number): string {
  if (p > 0 && p < 0.005) return "<\u00a01\u00a0%";
  if (p < 1 && p > 0.995) return ">\u00a099\u00a0%";
  return `${Math.round(100 * p)}\u00a0%`;
}

/** Returns a number with its unit, without one for pure numbers (unit 1), and a dash where there is no number. */
export function quantity(value: number | null, unit: string): string {
  if (value === null) return "—";
  return unit === "1" || unit === "" ? number(value) : `${number(value)} ${unit}`;
}

/** Returns a parameter count as 1.5k, 24.6k, 1.2M, 3.4B. */
export function size(n: number): string {
  const [scale, unit] = n >= 1e9 ? [1e9, "B"] : n >= 1e6 ? [1e6, "M"] : n >= 1e3 ? [1e3, "k"] : [1, ""];
  return `${Number((n / scale).toFixed(n / scale >= 100 ? 0 : 1))}${unit}`;
}

/** Returns seconds as `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** Returns `1 seed`, `3 seeds`. */
export function plural(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** Returns a place in an order: `1st`, `2nd`, `3rd`, `11th`. */
export function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13;
  return `${n}${(!teen && ["th", "st", "nd", "rd"][n % 10]) || "th"}`;
}

/** Returns `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** Returns names one after another; of more than twelve the first eleven and the last. */
export function abridged(names: Iterable<string>): string {
  const all = [...names];
  return all.length > 12 ? `${all.slice(0, 11).join(", ")}, .., ${all.at(-1)}` : all.join(", ");
}

/** Returns a text with its first letter large. */
export function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** Returns a metric's name in words: `exactMatch` becomes `exact match`. */
export function words(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

/** Returns ` at step 600` when all rungs of a question are measured after the same number of steps, else nothing. */
export function stepText({ rungs }: Question): string {
  const steps = new Set(rungs.map((rung) => rung.step));
  return steps.size === 1 ? ` at step ${rungs[0]!.step}` : "";
}
