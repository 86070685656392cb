/**
 * The project's ledger and the private folder that belongs to it: `<home>/<ledger name>`, outside the project, found by the name in
 * the ledger's first line, so that a moved or renamed project still finds its keys.
 */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { integrityError, usageError } from "../base/errors.ts";
import { exists } from "../base/files.ts";
import type { Context } from "../cli/verb.ts";
import { openSecrets, type Secrets } from "../ledger/crypto/keys.ts";
import { bodyOf } from "../ledger/kinds.ts";
import { LEDGER_FILE, type Ledger, openLedger, questionStates, readLedger } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import type { Project } from "./project.ts";
import { questionName } from "./questionFile.ts";

/** A ledger to write to, and the keys to do so. */
export type Book = { ledger: Ledger; secrets: Secrets };

/** Returns the project's ledger for reading, or null when nothing has been registered. Errors (integrity): a damaged line. */
export function readBook(project: Project): Ledger | null {
  return exists(path.join(project.predictions, LEDGER_FILE)) ? readLedger(project.predictions) : null;
}

/** Returns the project's ledger and private folder for writing. Errors (usage): no ledger, or its key is not on this machine. */
export function openBook(project: Project, context: Context): Book {
  const ledger = readBook(project);
  if (ledger === null) throw notRegistered(project.predictions, "<question>");
  const name = ledgerName(ledger);
  const folder = privateFolder(project, context, name);
  if (!exists(path.join(folder, "key.pem")))
    throw usageError(
      "ledger",
      `the private key of foreshock/${name} is required to write (reading works without)`,
      new Error(`none in ${folder}`),
      `restore ${folder} from a copy, or set FORESHOCK_HOME; to read only: foreshock status`,
    );
  return { ledger, secrets: openSecrets(folder) };
}

/** Returns the project's ledger for writing, opening one (and drawing its key) when there is none. */
export function openOrCreateBook(project: Project, context: Context): Book {
  if (readBook(project) !== null) return openBook(project, context);
  const name = `${slug(path.basename(project.dir))}-${randomBytes(4).toString("hex")}`;
  const secrets = openSecrets(privateFolder(project, context, name));
  try {
    return { ledger: openLedger(project.predictions, { name, secrets, at: context.now() }), secrets };
  } catch (error) {
    // Another process has opened the ledger meanwhile, under a name of its own.
    if (readBook(project) !== null) return openBook(project, context);
    throw error;
  }
}

/** Returns the state of a registered question by name, path, or unique prefix of its id. Errors (usage): none such. */
export function stateBy(ledger: Ledger | null, text: string): QuestionState {
  const name = questionName(text);
  const states = ledger === null ? [] : questionStates(ledger);
  const byId = /^[0-9a-f]{6,64}$/.test(text) ? states.filter((state) => state.id.startsWith(text)) : [];
  const found = states.find((state) => state.name === name) ?? (byId.length === 1 ? byId[0] : undefined);
  if (found === undefined) throw notRegistered(text, name);
  return found;
}

const notRegistered = (got: string, name: string) =>
  usageError("question", "a registered question is required", got, `foreshock register ${name}`);

function ledgerName(ledger: Ledger): string {
  const first = ledger.entries[0];
  if (first === undefined)
    throw integrityError(LEDGER_FILE, "at least one line is required", 0, "restore it from a copy");
  return bodyOf(first, "ledger-open").origin.slice("foreshock/".length);
}

function privateFolder(project: Project, { home }: Context, name: string): string {
  const inside = path.relative(project.dir, home);
  if (inside.startsWith("..") || path.isAbsolute(inside)) return path.join(home, name);
  throw usageError(
    "ledger",
    "a private folder outside the project is required",
    home,
    "set FORESHOCK_HOME to another folder",
  );
}

const slug = (text: string) =>
  text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 40) || "ledger";
