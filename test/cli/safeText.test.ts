/** What a terminal would obey is written out, wherever it comes from; our own styles stay. */
import { expect, it } from "vitest";
import { color } from "../../src/cli/output.ts";
import { safeText } from "../../src/cli/safeText.ts";

const [esc, bell, override] = ["\u001b", "\u0007", "\u202e"];

it.each([
  [`a${esc}[2J${esc}[Hb`, "a\\u001b[2J\\u001b[Hb"],
  [`${esc}]0;title${bell}`, "\\u001b]0;title\\u0007"],
  [`hidden ${esc}[8mtext`, "hidden \\u001b[8mtext"],
  [`abc${override}def`, "abc\\u202edef"],
  ["one\rtwo", "one\\u000dtwo"],
])("%j", (text, shown) => {
  expect(safeText(text)).toBe(shown);
});

it("leaves words of every script, tabs, line feeds and our styles", () => {
  const text = `größer \u05d0\u05d1 日本\t1\n${color.bold(color.green("✔"))} ${color.dim("x")} ${color.red("y")} ${color.yellow("z")}`;
  expect(safeText(text)).toBe(text);
});
