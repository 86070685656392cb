import { describe, expect, it } from "vitest";
import { escapeHtml, html, jsonForScript, table } from "../../src/page/html.ts";

const EVIL = "</script><script>alert(1)</script>";

describe("html", () => {
  it("escapes values, keeps markup, joins arrays, drops null and false", () => {
    expect(escapeHtml(`<a href="x">'&'</a>`)).toBe("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
    expect(html`<p>${["<", html`<b>${1}</b>`, null, false]}</p>`.text).toBe("<p>&lt;<b>1</b></p>");
    expect(jsonForScript({ a: EVIL })).not.toContain("<");
    expect(JSON.parse(jsonForScript({ a: EVIL }))).toEqual({ a: EVIL });
  });
});

describe("table", () => {
  it("sets numbers flush right, can be scrolled with the keyboard, and has its caption below", () => {
    const { text } = table(["name", "#value"], [["a", 1]], "Two columns.");
    expect(text).toContain('<th scope="col">name</th><th scope="col" class="n">value</th>');
    expect(text).toContain('<td>a</td><td class="n">1</td>');
    expect(text).toMatch(/^<div class="scroll" tabindex="0">/);
    expect(text).toMatch(/<p class="cap">Two columns\.<\/p>$/);
    expect(table(["a"], []).text).not.toContain("cap");
  });
});
