/**
 * Text from files on its way to a terminal: a title may hold escapes that clear the screen or marks that turn a line around. Our own styles
 * (bold, dim, colours and their ends) pass, everything else that a terminal would obey is shown and not done.
 */

/** Styles as `output.ts` writes them; conceal (8), blink and backgrounds are not among them. */
const STYLE = "\u001b\\[(?:0|1|2|3|4|22|23|24|3[0-7]|39|9[0-7])m";
/** Control characters but tab and line feed, and marks that reorder text (Unicode standard annex 9, section 2). */
const OBEYED = new RegExp(
  `${STYLE}|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]`,
  "g",
);

/** Returns a text with every other character that a terminal would obey written out, as in `\\u001b`. */
export function safeText(text: string): string {
  return text.replace(OBEYED, (found) =>
    found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
