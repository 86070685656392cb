/** HTML that cannot be broken by what it quotes: every value put into a template is escaped unless it is HTML itself. */

/** A piece of finished markup. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Value = string | number | Html | null | false | readonly Value[];

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Returns text with the five characters that mean something in HTML replaced by their entities. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);
}

/** Returns markup from a template literal: strings and numbers escaped, arrays joined, null and false left out. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(parts.reduce((text, part, i) => text + show(values[i - 1] ?? null) + part));
}

function show(value: Value): string {
  if (value === null || value === false) return "";
  if (value instanceof Html) return value.text;
  return typeof value === "object" ? value.map(show).join("") : escapeHtml(String(value));
}

/** Returns a JSON value as text that no HTML parser can leave a script element with. */
export function jsonForScript(value: unknown): string {
  return JSON.stringify(value).replaceAll("<", "\\u003c");
}

/** Returns a table; a column whose head starts with `#` holds numbers and is set flush right; the caption stands below. A key scrolls it. */
export function table(head: string[], rows: Value[][], caption: string | null = null): Html {
  const numeric = head.map((text) => (text.startsWith("#") ? new Html(' class="n"') : null));
  return html`<div class="scroll" tabindex="0"><table>
<thead><tr>${head.map((text, i) => html`<th scope="col"${numeric[i]!}>${text.replace(/^#/, "")}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => html`<td${numeric[i]!}>${cell}</td>`)}</tr>\n`)}</tbody></table></div>${caption && html`<p class="cap">${caption}</p>`}`;
}
