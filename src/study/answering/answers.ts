/**
 * What forecasters say to a registered question, with their checklists. The records of pools that run all others many times are made in a
 * child process meanwhile, so that two cores halve the wait; the question's key is the only randomness, so this changes no byte.
 */
import path from "node:path";
import { askChildren } from "../../base/children.ts";
import type { Key } from "../../base/random.ts";
import type { Ask } from "../../forecast/ask.ts";
import { type Answers, askAll } from "../../forecast/asking.ts";
import { type Items, withChecklist, withItems, withSensitivity } from "../../forecast/checklist.ts";
import type { Forecaster } from "../../forecast/forecaster.ts";
import { COSTLY } from "../../forecast/forecasters.ts";
import type { Evidence, Question } from "../../records.ts";

/** A forecaster whose record is to be made, and everything it may know. */
export type Job = { question: Question; evidence: Evidence; key: Key; forecaster: string };
/** Who hears which forecaster is asked, one of how many. */
export type OnAsk = (forecaster: string, place: number, count: number) => void;

/** The script of the child process, beside this file. */
const WORKER = path.join(import.meta.dirname, `worker${path.extname(import.meta.filename)}`);

/** Returns forecasts with their checklists and refusals, both in the order of the list. Errors: what a child process says, see `askChildren`. */
export async function answersWithChecklists(
  ask: Ask,
  list: readonly Forecaster[],
  key: Key,
  onAsk: OnAsk = () => {},
): Promise<Answers> {
  const { question, evidence } = ask;
  const costly = list.map(({ name }) => name).filter((name) => COSTLY.includes(name));
  const finished = await begun(costly.map((forecaster) => ({ question, evidence, key, forecaster })));
  const { forecasts, refused } = askAll(ask, list, key, (one) => {
    onAsk(one.name, list.indexOf(one) + 1, list.length);
    return (costly.includes(one.name) ? withSensitivity : withChecklist)(one, ask, key);
  });
  const records = await finished();
  return { forecasts: forecasts.map((one) => withItems(one, records.get(one.forecaster) ?? {})), refused };
}

/** Starts on the records of jobs in a child process; returns how to wait for them once it has taken the first. */
function begun(jobs: readonly Job[]): Promise<() => Promise<ReadonlyMap<string, Items>>> {
  const records = new Map<string, Items>();
  if (jobs.length === 0) return Promise.resolve(async () => records);
  return new Promise((resolve, reject) => {
    const answered = askChildren<Job, Items>(WORKER, jobs, 1, {
      begun: () => resolve(() => answered.then(() => records)),
      done: ({ forecaster }, items) => void records.set(forecaster, items),
    });
    answered.catch(reject);
  });
}
