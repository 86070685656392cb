/**
 * One way to turn a value into bytes and a digest: RFC 8785 canonical JSON, then SHA-256. Everything hashed, signed or compared
 * byte for byte goes through here.
 * @see RFC 8785, JSON Canonicalization Scheme
 */
import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Returns the RFC 8785 text of a JSON value; throws on NaN, Infinity, BigInt and lone surrogates. */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError(`canonical: a JSON value is required, got ${typeof value}`);
  return text;
}

/** Returns the SHA-256 of bytes or UTF-8 text as 64 lower-case hex digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Returns SHA-256 of the canonical JSON of a value, 64 hex digits. */
export function digest(value: unknown): string {
  return sha256(canonical(value));
}
