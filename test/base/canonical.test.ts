import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonical, digest, sha256 } from "../../src/base/canonical.ts";
import { root } from "../root.ts";

const vectors = path.join(root, "test/golden/integrity-vectors.json");
const fromBits = (hex: string) => Buffer.from(hex.padStart(16, "0"), "hex").readDoubleBE();

describe("canonical", () => {
  it("gives the example of RFC 8785 section 3.2.2", () => {
    const input = `{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`;
    expect(canonical(JSON.parse(input))).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys by UTF-16 units, as in RFC 8785 section 3.2.3", () => {
    const input = { "€": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u0080": 6, "\u00f6": 7 };
    const order = [...canonical(input).matchAll(/:(\d)/g)].map((match) => Number(match[1]));
    expect(order).toEqual([2, 4, 6, 7, 1, 5, 3]);
  });

  it.each([
    ["4340000000000001", "9007199254740994"],
    ["4340000000000002", "9007199254740996"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
  ])("writes the double %s as %s", (hex, text) => expect(canonical(fromBits(hex))).toBe(text));

  it.each([
    ["NaN", Number.NaN],
    ["Infinity", [Infinity]],
    ["a BigInt", { a: 1n }],
    ["a lone surrogate", "\ud800"],
    ["a lone surrogate as key", { "\udead": 1 }],
    ["undefined", undefined],
  ])("throws on %s", (_, value) => expect(() => canonical(value)).toThrow());

  it("is a fixed point that does not depend on the order of keys", () => {
    const wellFormed = fc.jsonValue().filter((v) => !/\\ud[89a-f]/i.test(JSON.stringify(v)));
    fc.assert(
      fc.property(wellFormed, fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.integer()), (json, record) => {
        const text = canonical(json);
        expect(canonical(JSON.parse(text))).toBe(text);
        expect(canonical(Object.fromEntries(Object.entries(record).reverse()))).toBe(canonical(record));
      }),
      { seed: 42 },
    );
  });

  it("gives the published texts and numbers", () => {
    const [text, numbers] = JSON.parse(readFileSync(vectors, "utf8")).vectors.rfc8785_jcs;
    expect(canonical(JSON.parse(text.input))).toBe(text.canonical);
    const table = Object.entries(numbers.ieee754_hex_to_text as Record<string, string>);
    expect(table.length).toBeGreaterThan(5);
    for (const [hex, expected] of table) expect(canonical(fromBits(hex))).toBe(expected);
  });
});

describe("digest", () => {
  it("is SHA-256 of the canonical bytes", () => {
    expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(sha256(Buffer.from("abc"))).toBe(sha256("abc"));
    expect(digest({ b: [1.0, -0], a: "é" })).toBe(sha256('{"a":"é","b":[1,0]}'));
  });
});
