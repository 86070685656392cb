/** Tasks of numbers: every answer recomputed with whole numbers where the task goes digit by digit. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import baseConversion from "../../tasks/base-conversion.ts";
import digitMultiplication from "../../tasks/digit-multiplication.ts";
import euclid from "../../tasks/euclid.ts";
import intervalMembership from "../../tasks/interval-membership.ts";
import numberComparison from "../../tasks/number-comparison.ts";
import polynomial from "../../tasks/polynomial.ts";
import subtraction from "../../tasks/subtraction.ts";
import { answersAre, examples, make } from "./oracle.ts";

const whole = (min: number, max: number) => fc.integer({ min, max });
const numbers = { digits: whole(1, 20), base: whole(2, 30) };

/** The number whose digits these are, the first one the most significant. */
const big = (digits: string[], base: number) => digits.reduce((sum, digit) => sum * BigInt(base) + BigInt(digit), 0n);
/** The number whose digits these are, the first one the least significant. */
const little = (digits: string[], base: number) => big([...digits].reverse(), base);
const digitsOf = (number: bigint, base: number, width: number) =>
  Array.from({ length: width }, (_, i) => String((number / BigInt(base) ** BigInt(i)) % BigInt(base)));
const split = (prompt: string[], mark: string) =>
  [prompt.slice(0, prompt.indexOf(mark)), prompt.slice(prompt.indexOf(mark) + 1, -1)] as const;

describe("subtraction", () => {
  answersAre({
    definition: subtraction,
    params: fc.record(numbers),
    oracle: (prompt, { digits, base }) => {
      const [a, b] = split(prompt, "-");
      expect(prompt.at(-1)).toBe("=");
      return digitsOf(little(a, base) - little(b, base), base, digits);
    },
    picture: {},
  });

  it("also asks for equal numbers", () => {
    const answers = examples(make(subtraction, { digits: 1, base: 3 }), 300).map(({ answer }) => answer[0]);
    expect(new Set(answers)).toEqual(new Set([0, 1, 2]));
  });
});

describe("digit-multiplication", () => {
  answersAre({
    definition: digitMultiplication,
    params: fc.record(numbers),
    oracle: (prompt, { digits, base }) => {
      const [a, b] = split(prompt, "*");
      return digitsOf(little(a, base) * little(b, base), base, digits + 1);
    },
    picture: {},
  });
});

describe("base-conversion", () => {
  answersAre({
    definition: baseConversion,
    params: fc.record({ digits: whole(1, 6), from: whole(2, 30), to: whole(2, 30) }),
    oracle: (prompt, { digits, from, to }) => {
      const text = little(prompt.slice(0, -1), from).toString(to);
      const width = (BigInt(from) ** BigInt(digits) - 1n).toString(to).length;
      return [...text.padStart(width, "0")].reverse().map((digit) => String(Number.parseInt(digit, to)));
    },
    picture: { digits: 6 },
  });

  it("says how many digits it can", () => {
    expect(make(baseConversion, { digits: 32 }).spec.answerLength).toBe(16);
    expect(() => make(baseConversion, { digits: 10, from: 10 })).toThrow(/at most 9 digits of base 10/);
  });
});

describe("number-comparison", () => {
  answersAre({
    definition: numberComparison,
    params: fc.record({ ...numbers, equal: fc.boolean() }),
    oracle: (prompt, { base }) => {
      const [a, b] = split(prompt, "|").map((digits) => big(digits, base)) as [bigint, bigint];
      return [a < b ? "<" : a > b ? ">" : "="];
    },
    picture: {},
  });

  it("asks every digit equally often for the decision", () => {
    const counts = [0, 0, 0, 0];
    for (const { prompt } of examples(make(numberComparison), 4000))
      counts[prompt.findIndex((digit, i) => digit !== prompt[i + 5])]!++;
    for (const count of counts) expect(Math.abs(count / 1000 - 1)).toBeLessThan(0.1);
  });
});

describe("interval-membership", () => {
  answersAre({
    definition: intervalMembership,
    params: fc.record({ digits: whole(1, 6), base: whole(2, 30) }),
    oracle: (prompt, { base }) => {
      const [low, high, number] = prompt
        .join(" ")
        .split(/[[\],?]/)
        .slice(1)
        .map((part) => big(part.trim().split(" "), base));
      expect(low! <= high!).toBe(true);
      return [low! <= number! && number! <= high! ? "yes" : "no"];
    },
    picture: {},
  });
});

describe("polynomial", () => {
  answersAre({
    definition: polynomial,
    params: fc.record({ degree: whole(1, 16), modulus: whole(2, 30) }),
    oracle: (prompt, { degree, modulus }) => {
      const x = BigInt(prompt[0]!);
      const coefficients = prompt.slice(2, -1);
      // Partial result i is the polynomial of the first i + 2 coefficients.
      return Array.from({ length: degree }, (_, i) => {
        const terms = coefficients.slice(0, i + 2).map((c, j) => BigInt(c) * x ** BigInt(i + 1 - j));
        return String(terms.reduce((a, b) => a + b) % BigInt(modulus));
      });
    },
    picture: {},
  });
});

describe("euclid", () => {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

  answersAre({
    definition: euclid,
    params: fc.record({ numbers: whole(3, 200), length: whole(1, 16) }),
    oracle: (prompt, { length }) => {
      const [a, b] = prompt.map(Number) as [number, number];
      expect(a > b && b > 0).toBe(true);
      // Remainders by repeated subtraction.
      const remainders: number[] = [];
      for (let [large, small] = [a, b]; small > 0; ) {
        let rest = large;
        while (rest >= small) rest -= small;
        if (rest > 0) remainders.push(rest);
        [large, small] = [small, rest];
      }
      const divisor = gcd(a, b);
      expect(remainders.at(-1) ?? b).toBe(divisor);
      return [...remainders, ...new Array<number>(length - remainders.length).fill(divisor)].map(String);
    },
    picture: {},
  });
});
