/** A signed head that somebody kept, as it may come back from a mail or a terminal: indented, with CRLF, with blank lines around it. */
import { readFileSync } from "node:fs";
import { usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";

/** Returns the head in a file as `verifyStudy` takes it. Errors (usage): no such file, or no signed head in it. */
export function keptHead(file: string): string {
  if (!exists(file))
    throw usageError("verify", "a file with a signed head is required", file, "foreshock verify --head kept.head");
  const lines = readFileSync(file, "utf8").replaceAll("\r\n", "\n").trimEnd().split("\n");
  const text = lines.slice(lines.findIndex((line) => line.trim() !== ""));
  const indent = /^ */.exec(text[0] ?? "")![0];
  const plain = text.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line.trim()));
  if (plain.length >= 5 && plain.some((line) => line.startsWith("\u2014 "))) return `${plain.join("\n")}\n`;
  const hint = "cp predictions/ledger.head kept.head, keep that, and later: foreshock verify --head kept.head";
  throw usageError("verify", `a signed head in ${file} is required`, plain[0] ?? "", hint);
}
