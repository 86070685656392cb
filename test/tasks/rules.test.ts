/** Tasks of strings of letters or bits under fixed rules: every answer recomputed on text, or with whole words of bits. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold, generator, rootKey } from "../../src/base/random.ts";
import bitStrings from "../../tasks/bit-strings.ts";
import booleanCircuit from "../../tasks/boolean-circuit.ts";
import cellularAutomaton from "../../tasks/cellular-automaton.ts";
import iteratedMap from "../../tasks/iterated-map.ts";
import matrixVector from "../../tasks/matrix-vector.ts";
import stringRewriting from "../../tasks/string-rewriting.ts";
import { answersAre, make } from "./oracle.ts";

const whole = (min: number, max: number) => fc.integer({ min, max });
const material = (name: string) => generator(fold(rootKey("foreshock/task/prepare"), name));

describe("string-rewriting", () => {
  answersAre({
    definition: stringRewriting,
    params: fc.record({ letters: whole(3, 6), length: whole(2, 16), rules: whole(1, 9), passes: whole(1, 5) }),
    oracle: (prompt, params) => {
      const image = stringRewriting.prepare!(params, material("string-rewriting")) as Map<number, number>;
      const text = (pair: number) =>
        pair
          .toString(params.letters)
          .padStart(2, "0")
          .replace(/\d/g, (d) => "abcdef"[+d]!);
      const right = new Map([...image].map(([from, to]) => [text(from), text(to)]));
      expect(right.size).toBe(params.rules);
      for (const [from, to] of right) expect(from).not.toBe(to);
      const left = new RegExp([...right.keys()].join("|"), "g");
      let string = prompt.slice(0, -1).join("");
      for (let pass = 0; pass < params.passes; pass++) string = string.replace(left, (pair) => right.get(pair)!);
      return [...string];
    },
    picture: {},
  });

  it("says how many rules there can be", () => {
    expect(() => make(stringRewriting, { letters: 2, rules: 5 })).toThrow(/at most 4 rules, got 5/);
  });

  it("keeps its rules when more are added", () => {
    const rules = (count: number) =>
      stringRewriting.prepare!({ letters: 4, length: 6, rules: count, passes: 1 }, material("string-rewriting"));
    expect([...(rules(9) as Map<number, number>)].slice(0, 6)).toEqual([...(rules(6) as Map<number, number>)]);
  });
});

describe("bit-strings", () => {
  answersAre({
    definition: bitStrings,
    params: whole(1, 30).chain((bits) => fc.record({ bits: fc.constant(bits), shifts: whole(1, bits) })),
    oracle: (prompt, { bits }) => {
      const [a, b, shift] = prompt.join("").split(/[\^<=]/);
      const shifted = BigInt.asUintN(bits, BigInt(`0b${b}`) << BigInt(shift!));
      return [...(BigInt(`0b${a}`) ^ shifted).toString(2).padStart(bits, "0")];
    },
    picture: { bits: 4 },
  });
});

describe("cellular-automaton", () => {
  answersAre({
    definition: cellularAutomaton,
    params: whole(1, 16).chain((cells) =>
      fc.record({
        ...{ cells: fc.constant(cells), asked: whole(1, cells), times: whole(1, 6) },
        ...{ rule: whole(0, 255), every: fc.boolean() },
      }),
    ),
    oracle: (prompt, { asked, times, rule, every }) => {
      const table = rule.toString(2).padStart(8, "0");
      const rows = [prompt.slice(0, -1).join("")];
      for (let time = 0; time < times; time++) {
        const ring = rows[0]!.at(-1)! + rows[0]! + rows[0]![0]!;
        const next = rows[0]!.replace(/./g, (_, i: number) => table[7 - Number.parseInt(ring.slice(i, i + 3), 2)]!);
        rows.unshift(next);
      }
      const written = every ? rows.reverse().slice(1) : rows.slice(0, 1);
      return written.flatMap((row) => [...row.slice(0, asked)]);
    },
    picture: { cells: 6 },
  });
});

describe("boolean-circuit", () => {
  const gates: Record<string, (ones: number) => boolean> = {
    and: (ones) => ones === 2,
    or: (ones) => ones > 0,
    xor: (ones) => ones === 1,
    nand: (ones) => ones < 2,
    nor: (ones) => ones === 0,
    xnor: (ones) => ones !== 1,
  };

  answersAre({
    definition: booleanCircuit,
    params: fc.record({ width: whole(2, 6), depth: whole(1, 5), gates: whole(1, 6) }),
    oracle: (prompt, { width }) => {
      const [inputs, ...layers] = prompt
        .join(" ")
        .split(" :")
        .map((part) => part.trim());
      let wires = inputs!.split(" ").map(Number);
      return layers.slice(0, -1).flatMap((layer) => {
        const written = layer.match(/\w+ [a-z] [a-z]/g)!;
        expect(written).toHaveLength(width);
        wires = written.map((gate) => {
          const [kind, one, two] = gate.split(" ") as [string, string, string];
          expect(one).not.toBe(two);
          return Number(gates[kind]!([one, two].reduce((ones, wire) => ones + wires["abcdef".indexOf(wire)]!, 0)));
        });
        return wires.map(String);
      });
    },
    picture: {},
  });
});

describe("matrix-vector", () => {
  answersAre({
    definition: matrixVector,
    params: whole(1, 10).chain((inputs) =>
      fc.record({ inputs: fc.constant(inputs), rows: whole(1, 16), terms: whole(1, inputs), modulus: whole(2, 30) }),
    ),
    oracle: (prompt, params) => {
      // As a sum of columns, where the task goes row by row.
      const matrix = matrixVector.prepare!(params, material("matrix-vector")) as { column: number; factor: number }[][];
      const sums = matrix.map(() => 0n);
      for (const [j, x] of prompt.slice(0, -1).entries())
        for (const [i, row] of matrix.entries())
          sums[i]! += BigInt(x) * BigInt(row.find(({ column }) => column === j)?.factor ?? 0);
      for (const row of matrix) expect(new Set(row.map(({ column }) => column)).size).toBe(params.terms);
      return sums.map((sum) => String(sum % BigInt(params.modulus)));
    },
    picture: {},
  });
});

describe("iterated-map", () => {
  answersAre({
    definition: iteratedMap,
    params: fc.record({ numbers: whole(2, 200), starts: whole(1, 8), times: whole(1, 16), every: fc.boolean() }),
    oracle: (prompt, params) => {
      const map = iteratedMap.prepare!(params, material("iterated-map")) as number[];
      // The map times itself, time after time; then the start is looked up in each power.
      const powers = [map];
      while (powers.length < params.times) powers.push(powers.at(-1)!.map((value) => map[value]!));
      const written = params.every ? powers : powers.slice(-1);
      return prompt.slice(0, -1).flatMap((start) => written.map((power) => String(power[Number(start)])));
    },
    picture: {},
  });
});
