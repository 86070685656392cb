/**
 * What comes in, from files or callers, checked before it is used: text that is not UTF-8, not canonical JSON or not of its record's
 * shape is refused by name, never mended.
 */
import type { z } from "zod";
import { canonical } from "../base/canonical.ts";
import { integrityError, usageError } from "../base/errors.ts";
import { readPlain } from "../base/files.ts";

const RESTORE = "restore it from a copy, then: foreshock verify";

/** Returns UTF-8 bytes as text; other bytes are an integrity error naming `where`. */
export function utf8(bytes: Buffer, where: string): string {
  const text = bytes.toString("utf8");
  if (!Buffer.from(text, "utf8").equals(bytes))
    throw integrityError(where, "UTF-8 text is required", "other bytes", RESTORE);
  return text;
}

/** Returns a file's UTF-8 text; a missing or unreadable file is an integrity error naming `where`. */
export function readUtf8(file: string, where: string): string {
  return utf8(readBytes(file, where), where);
}

/** Returns a file's bytes; a missing or unreadable file is an integrity error naming `where`. */
export function readBytes(file: string, where: string): Buffer {
  try {
    return readPlain(file);
  } catch (error) {
    const got = (error as NodeJS.ErrnoException).code ?? error;
    throw integrityError(where, "a readable file is required", got, RESTORE);
  }
}

/** Returns the value of canonical JSON text (RFC 8785); anything else, duplicate keys included, is an integrity error. */
export function parseCanonical(text: string, where: string): unknown {
  let value: unknown;
  let expected: string;
  try {
    value = JSON.parse(text);
    expected = canonical(value);
  } catch (error) {
    throw integrityError(where, "canonical JSON (RFC 8785) is required", error, RESTORE);
  }
  if (expected !== text)
    throw integrityError(where, "canonical JSON (RFC 8785) is required", "another spelling", RESTORE);
  if (DROPPED.test(text))
    throw integrityError(where, "keys that every JSON tool keeps are required", "__proto__", RESTORE);
  return value;
}

/** A key that many JSON tools drop while they read, so that two readers would hash two values; in a text the quotes are escaped. */
const DROPPED = /[{,]"__proto__":/;

/** Returns the value as the schema reads it; a value outside the schema is a usage error naming the first bad field. */
export function requireShape<T extends z.ZodType>(schema: T, value: unknown, where: string, what: string): z.infer<T> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw usageError(where, `${what} is required`, `${issue.path.join(".")}: ${issue.message}`, "foreshock status");
}
