/** The study a verb acts on: the project it was told or found, with this person's keys and clock. */
import { findProject, type Study } from "../study/project.ts";
import type { Context } from "./verb.ts";

/** Returns the study of a context. Errors (usage): there is no project. */
export function studyOf(context: Context): Study {
  return { ...findProject(context), home: context.home, now: context.now };
}
