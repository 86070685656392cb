/** All questions put to all forecasters: what was answered before is read, the rest is asked. */

import path from "node:path";
import { askChildren } from "../../base/children.ts";
import { evidenceFor } from "../../forecast/evidence.ts";
import { type Asked, keyOf } from "../asked.ts";
import { answersTo, type Job } from "./answer.ts";
import type { Answer, Cache, Origin } from "./cache.ts";
import { codeDigests } from "./codeDigest.ts";

/** A question and what every forecaster said to it, by name. */
export type Answered = { asked: Asked; answers: Map<string, Answer> };
/** Forecasts read from the cache and made anew. */
export type Counts = { kept: number; made: number };
/** Where forecasts are kept, how many child processes answer (0: none, in this process), and who hears how many forecasts are made. */
export type AskSettings = { cache: Cache; numProcesses: number; progress(done: number, all: number): void };

/** The script of the child processes, beside this file. */
const WORKER = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);

/** Returns every question with its answers, in order. Forecasters see what the gate lets through and nothing of what came. */
export async function askEveryone(
  all: readonly Asked[],
  names: readonly string[],
  { cache, numProcesses, progress }: AskSettings,
): Promise<{ answered: Answered[] } & Counts> {
  const code = codeDigests(names);
  const answered = all.map((asked): Answered => ({ asked, answers: new Map() }));
  const waiting = new Map<Job, { answers: Answered["answers"]; origins: Origin[] }>();
  let kept = 0;
  for (const { asked, answers } of answered) {
    const { source, question } = asked;
    const evidence = evidenceFor(question, asked.rows, asked.answers);
    const key = keyOf(asked);
    const missing: Origin[] = [];
    for (const forecaster of names) {
      const seen = { evidence: evidence.digest, question: evidence.question };
      const origin = { source, forecaster, ...seen, code: code.get(forecaster)!, key };
      const known = cache.get(origin);
      if (known === null) missing.push(origin);
      else answers.set(forecaster, known);
    }
    kept += names.length - missing.length;
    const job = { source, question, evidence, key, names: missing.map(({ forecaster }) => forecaster) };
    if (missing.length > 0) waiting.set(job, { answers, origins: missing });
  }
  const made = all.length * names.length - kept;
  let done = 0;
  const keep = (job: Job, found: readonly Answer[]) => {
    const { answers, origins } = waiting.get(job)!;
    for (const [i, origin] of origins.entries()) {
      cache.put(origin, found[i]!);
      answers.set(origin.forecaster, found[i]!);
    }
    done += origins.length;
    progress(done, made);
  };
  if (numProcesses === 0) for (const job of waiting.keys()) keep(job, answersTo(job));
  else await askChildren<Job, Answer[]>(WORKER, [...waiting.keys()], numProcesses, { done: keep });
  return { answered, kept, made };
}
