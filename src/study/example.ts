/** One example of a question's task, so that who asks sees what is frozen. */
import { fold, generator, rootKey } from "../base/random.ts";
import { loadTask } from "../task/load.ts";
import type { Sourced } from "./evidenceSource.ts";
import type { Project } from "./project.ts";

/** What the task asks, and one example as people read it. */
export type TaskExample = { description: string; text: string };

/** Returns an example of a question's task, the same every time; null for tasks measured elsewhere. */
export async function exampleOf(project: Project, { question, origin }: Sourced): Promise<TaskExample | null> {
  if (origin.kind === "import") return null;
  const { name, params } = question.task;
  const task = await loadTask(name, params, project.dir);
  const example = task.sample(generator(fold(rootKey("foreshock/example"), name)));
  return { description: task.description, text: task.describe(example) };
}
