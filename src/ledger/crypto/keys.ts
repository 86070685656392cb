/**
 * The private folder: one Ed25519 key pair, and the nonces and shares that stay secret until they are revealed. It lives outside
 * the project (folder mode 0700, files 0600) and also remembers the last head this key signed, so that the key never signs two
 * histories of one ledger. Secrets come from the system's generator: unlike everything else they must not be repeatable.
 */
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from "node:crypto";
import { statSync } from "node:fs";
import path from "node:path";
import { canonical, sha256 } from "../../base/canonical.ts";
import { failedError, usageError } from "../../base/errors.ts";
import { exists, makeFolder, readText, writeFileAtomic } from "../../base/files.ts";
import { tryLock } from "../../base/locks.ts";

/** An opened private folder: `keyId` = SHA-256 of the 32-byte public key, hex; `sign` returns 64-byte Ed25519 signatures. */
export type Secrets = {
  readonly folder: string;
  readonly keyId: string;
  readonly publicKey: Uint8Array;
  sign(message: string): Uint8Array;
};

const KEY_FILE = "key.pem";

/** Returns the private folder's key pair, drawing it on first use; a folder or key that others can read is a usage error. */
export function openSecrets(folder: string): Secrets {
  makeFolder(folder, 0o700);
  const file = path.join(folder, KEY_FILE);
  requirePrivate(folder, "700");
  if (!exists(file)) drawKey(folder, file);
  requirePrivate(file, "600");
  const privateKey = createPrivateKey(readText(file, `restore ${file} from a copy`));
  if (privateKey.asymmetricKeyType !== "ed25519")
    throw usageError(
      "openSecrets",
      `an Ed25519 key in ${file} is required`,
      privateKey.asymmetricKeyType,
      `restore ${file} from a copy, or set FORESHOCK_HOME to another folder`,
    );
  const publicKey = Buffer.from(createPublicKey(privateKey).export({ format: "jwk" }).x!, "base64url");
  return {
    folder,
    keyId: sha256(publicKey),
    publicKey,
    sign: (message) => sign(null, Buffer.from(message), privateKey),
  };
}

/** Whether a signature over a UTF-8 message holds under a raw 32-byte Ed25519 public key. */
export function signatureHolds(publicKey: Uint8Array, message: string, signature: Uint8Array): boolean {
  const x = Buffer.from(publicKey).toString("base64url");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
  return verify(null, Buffer.from(message), key, signature);
}

/**
 * Whether a raw 32-byte Ed25519 public key is a point of small order (1, 2, 4 or 8), under which one signature fits many messages. The
 * seven y-coordinates of such points, p and p + 1 spelled out among them; the sign bit does not matter.
 * The test recomputes their orders from the curve (RFC 8032, section 5.1).
 */
export function hasSmallOrder(publicKey: Uint8Array): boolean {
  const y = Buffer.from(publicKey);
  y[31] = y[31]! & 0x7f;
  return SMALL_ORDER.includes(y.toString("hex"));
}

const [ZERO, ONES] = ["00".repeat(30), "ff".repeat(30)];
const SMALL_ORDER = [
  `00${ZERO}00`,
  `01${ZERO}00`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  `ec${ONES}7f`,
  `ed${ONES}7f`,
  `ee${ONES}7f`,
];

/** Returns the bytes of strict standard base64 (padded, no spare bits), or null: one value must have one spelling. */
export function fromBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : null;
}

/** Writes a value as canonical JSON to `name` in the private folder (mode 0600) and waits until it is on disk. */
export function saveSecret(secrets: Secrets, name: string, value: unknown): void {
  savePrivate(path.join(secrets.folder, name), `${canonical(value)}\n`);
}

/** Returns the JSON value under `name` in the private folder, or undefined when there is none. */
export function loadSecret(secrets: Secrets, name: string): unknown {
  const file = path.join(secrets.folder, name);
  if (!exists(file)) return undefined;
  const text = readText(file, `check that ${file} can be read`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw failedError("loadSecret", `JSON in ${file} is required`, error, `restore ${file} from a copy`);
  }
}

function drawKey(folder: string, file: string): void {
  const release = tryLock(path.join(folder, ".lock"));
  if (release === null)
    throw failedError("openSecrets", "one process at a time", folder, "give the same command again");
  try {
    if (exists(file)) return;
    const { privateKey } = generateKeyPairSync("ed25519");
    savePrivate(file, privateKey.export({ type: "pkcs8", format: "pem" }).toString());
  } finally {
    release();
  }
}

function savePrivate(file: string, text: string): void {
  makeFolder(path.dirname(file), 0o700);
  writeFileAtomic(file, text, 0o600);
}

function requirePrivate(file: string, mode: string): void {
  const found = statSync(file).mode & 0o777;
  if (process.platform !== "win32" && (found & 0o077) !== 0)
    throw usageError("openSecrets", `mode ${mode} is required for ${file}`, found.toString(8), `chmod ${mode} ${file}`);
}
