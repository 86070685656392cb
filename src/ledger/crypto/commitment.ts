/**
 * The commitment to a forecast: hides it (32-byte nonce) and binds to it (HMAC), under one question and one author, so that a copy
 * opens nowhere else.
 * @see RFC 2104 (HMAC)
 */
import { createHmac } from "node:crypto";
import { canonical } from "../../base/canonical.ts";
import { integrityError } from "../../base/errors.ts";
import type { Forecast } from "../../records.ts";

/**
 * Returns HMAC-SHA256(nonce, "foreshock/commit/v1\n" + id + "\n" + author + "\n" + canonical forecast), 64 hex digits.
 * The nonce is exactly 32 bytes as 64 hex digits: HMAC pads shorter keys with zeros, so that 31 bytes and the same with a zero
 * byte would open the same commitment.
 */
export function commitmentOf(nonce: string, id: string, author: string, forecast: Forecast): string {
  if (!/^[0-9a-f]{64}$/.test(nonce))
    throw integrityError(
      "commitmentOf",
      "a nonce of 32 bytes (64 hex digits) is required",
      `${nonce.length} digits`,
      "foreshock verify",
    );
  const message = `foreshock/commit/v1\n${id}\n${author}\n${canonical(forecast)}`;
  return createHmac("sha256", Buffer.from(nonce, "hex")).update(message).digest("hex");
}
