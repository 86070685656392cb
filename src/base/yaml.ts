/**
 * A YAML file that people write, checked against a schema: every complaint is one line that names the file, line and column, the
 * key, and the likely intended key where one was mistyped.
 */
import { type Document, isMap, isScalar, LineCounter, type Pair, parseDocument } from "yaml";
import { z } from "zod";
import { canonical } from "./canonical.ts";
import { type ForeshockError, usageError } from "./errors.ts";
import { readText } from "./files.ts";

type Path = readonly PropertyKey[];

/** A parsed file: its checked value, and a way to complain about one place in it. */
export type Located<T> = {
  value: T;
  /** Returns a usage error that points at the line and column of `path` (or of its nearest ancestor). */
  errorAt(path: Path, requirement: string, got: unknown): ForeshockError;
};

/**
 * Returns the file's content parsed and checked. `where` names the caller in messages.
 * Errors (usage): unreadable file, invalid YAML, unknown keys, and values that the schema refuses.
 */
export function readYaml<S extends z.ZodType>(where: string, file: string, schema: S): Located<z.output<S>> {
  const lines = new LineCounter();
  const text = readText(file, `write ${file}, or name another file`);
  const document = parseDocument(text, { lineCounter: lines });
  const complain = (offset: number, requirement: string, got: unknown) => {
    const { line, col } = lines.linePos(offset);
    return usageError(where, requirement, got, `edit ${file}:${line}:${col}`);
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken) throw complain(broken.pos[0], `${file} has to be valid YAML`, broken.message.split("\n")[0]);

  const errorAt = (path: Path, requirement: string, got: unknown) => {
    const at = lines.linePos(offsetOf(document.contents, path));
    return complain(offsetOf(document.contents, path), `${file}:${at.line}:${at.col} ${requirement}`, got);
  };
  const content = contentOf(document, (got) => complain(0, `${file} has to be plain text and few aliases`, got));
  const parsed = schema.safeParse(content);
  if (parsed.success) return { value: parsed.data, errorAt };
  const { path, requirement, got } = explain(parsed.error, content, schema);
  throw errorAt(path, requirement, got);
}

/** The document's content; aliases that multiply without end and halves of characters are complained about. */
function contentOf(document: Document, complaint: (got: unknown) => ForeshockError): unknown {
  try {
    const content: unknown = document.toJS();
    canonical(content);
    return content;
  } catch (error) {
    throw complaint(error instanceof Error ? error.message : error);
  }
}

/** Returns the first thing to mend, unknown keys before the rest: where it is, what is asked for in one phrase, and what was found. */
export function explain({ issues }: z.ZodError, content: unknown, schema: z.ZodType) {
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]!;
  const name = issue.path.map(String).join(".") || "the file";
  if (issue.code !== "unrecognized_keys") {
    const asked = issue.message.replace(/^Invalid input: /, "").replace(/, received [^,]*$/, "");
    const found = valueAt(content, issue.path);
    // a whole file is not shown: it may be any file, named by somebody else
    return { path: issue.path, requirement: `${name}: ${asked}`, got: issue.path.length === 0 ? typeof found : found };
  }
  const key = issue.keys[0]!;
  const near = nearest(key, keysOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" })));
  const requirement = `${name} has to hold known keys only${near ? ` (did you mean ${near}?)` : ""}`;
  return { path: [...issue.path, key], requirement, got: key };
}

/** The offset of the key at `path`, or of the deepest part of the path that exists. */
function offsetOf(root: unknown, path: Path): number {
  let node = root;
  let offset = 0;
  for (const part of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(part))
      : undefined;
    node = pair ? pair.value : childAt(node, part);
    const start = (pair?.key ?? node) as { range?: [number, number, number] } | undefined;
    if (!start?.range) break;
    offset = start.range[0];
  }
  return offset;
}

function childAt(node: unknown, part: PropertyKey): unknown {
  const items = (node as { items?: unknown[] } | null)?.items;
  return typeof part === "number" ? items?.[part] : undefined;
}

function valueAt(content: unknown, path: Path): unknown {
  let value = content;
  for (const part of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[part];
  return value === undefined ? "nothing" : value;
}

/** All property names of a JSON schema. */
function keysOf(schema: unknown): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const own = "properties" in schema ? Object.keys(schema.properties as object) : [];
  return [...new Set([...own, ...Object.values(schema).flatMap(keysOf)])];
}

/** The word within two edits (insert, delete, replace) of `key`, or undefined; Levenshtein's recurrence row by row. */
function nearest(key: string, words: string[]): string | undefined {
  const distance = (word: string) => {
    let row = Array.from({ length: word.length + 1 }, (_, j) => j);
    for (let i = 1; i <= key.length; i++) {
      const next = [i];
      for (let j = 1; j <= word.length; j++)
        next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (key[i - 1] === word[j - 1] ? 0 : 1)));
      row = next;
    }
    return row.at(-1)!;
  };
  const ranked = words.map((word) => ({ word, d: distance(word) })).sort((a, b) => a.d - b.d);
  return ranked[0] && ranked[0].d <= 2 ? ranked[0].word : undefined;
}
