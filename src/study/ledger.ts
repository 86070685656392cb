/**
 * The project's ledger and the private folder that belongs to it: `<home>/<ledger name>`, outside the project, found by the name in
 * the ledger's first line, so that a moved or renamed project still finds its keys.
 */
import { randomBytes } from "node:crypto";
import path from "node:path";
import { integrityError, usageError } from "../base/errors.ts";
import { exists, isInside } from "../base/files.ts";
import { openSecrets } from "../ledger/crypto/keys.ts";
import { bodyOf } from "../ledger/kinds.ts";
import type { Writer } from "../ledger/ledger.ts";
import { LEDGER_FILE, type Ledger, openLedger, questionStates, readLedger, repair } from "../ledger/ledger.ts";
import type { QuestionState } from "../ledger/state.ts";
import { questionName } from "./asking/place.ts";
import type { Project, Study } from "./project.ts";

/** Returns the project's ledger for reading, or null when nothing has been registered. Errors (integrity): a damaged line. */
export function ledgerOf(project: Project): Ledger | null {
  return exists(path.join(project.predictions, LEDGER_FILE)) ? readLedger(project.predictions) : null;
}

/** Returns the project's ledger for reading. Errors (usage): nothing has been registered; (integrity): a damaged line. */
export function requireLedger(project: Project, question = "<question>"): Ledger {
  const ledger = ledgerOf(project);
  if (ledger === null) throw notRegistered(question === "<question>" ? project.predictions : question, question);
  return ledger;
}

/** Refuses a project in which nothing has been registered, so that there is nothing to verify. */
export function requireLedgerFile({ predictions }: Project): void {
  if (exists(path.join(predictions, LEDGER_FILE))) return;
  throw usageError("verify", "a ledger in predictions is required", "none", "foreshock register <question>");
}

/** Cuts an unfinished last line off the ledger and returns its text, or null when there is none. Errors (integrity): other damage. */
export function repairLedger({ predictions }: Project): string | null {
  return repair(predictions);
}

/** Returns a writer to the study's ledger. Errors (usage): its key is not on this machine. */
export function writerOf(study: Study, ledger: Ledger): Writer {
  const name = nameOf(ledger);
  const folder = privateFolder(study, name);
  if (!exists(path.join(folder, "key.pem")))
    throw usageError(
      "ledger",
      `the private key of foreshock/${name} is required to write (reading works without)`,
      new Error(`none in ${folder}`),
      `restore ${folder} from a copy, or set FORESHOCK_HOME; to read only: foreshock status`,
    );
  return { ledger, secrets: openSecrets(folder), now: study.now };
}

/** Returns a writer to the study's ledger as it was read, which is opened (and its key drawn) when there is none. */
export function writerOrNew(study: Study, present: Ledger | null): Writer {
  if (present !== null) return writerOf(study, present);
  const name = `${slug(path.basename(study.dir))}-${randomBytes(4).toString("hex")}`;
  const secrets = openSecrets(privateFolder(study, name));
  try {
    return openLedger(study.predictions, { name, secrets, now: study.now });
  } catch (error) {
    // Another process has opened the ledger meanwhile, under a name of its own.
    const other = ledgerOf(study);
    if (other !== null) return writerOf(study, other);
    throw error;
  }
}

/** Returns the state of a registered question by name, path, or unique prefix of its id. Errors (usage): none such. */
export function stateBy(ledger: Ledger, text: string): QuestionState {
  const name = questionName(text);
  const states = questionStates(ledger);
  const byId = /^[0-9a-f]{6,64}$/.test(text) ? states.filter((state) => state.id.startsWith(text)) : [];
  const found = states.find((state) => state.name === name) ?? (byId.length === 1 ? byId[0] : undefined);
  if (found === undefined) throw notRegistered(text, name);
  return found;
}

/** The name of a ledger: what stands behind `foreshock/` in its first line. */
function nameOf(ledger: Ledger): string {
  const first = ledger.entries[0];
  if (first === undefined)
    throw integrityError(LEDGER_FILE, "at least one line is required", 0, "restore it from a copy");
  return bodyOf(first, "ledger-open").origin.slice("foreshock/".length);
}

const notRegistered = (got: string, name: string) =>
  usageError("question", "a registered question is required", got, `foreshock register ${name}`);

function privateFolder({ dir, home }: Study, name: string): string {
  if (!isInside(dir, home)) return path.join(home, name);
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
