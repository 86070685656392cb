/** The child process that answers questions, one job at a time. */
import { EXIT } from "../../base/errors.ts";
import { answersTo, type Job } from "./answer.ts";

process.on("disconnect", () => process.exit(EXIT.ok));
process.on("message", (job: Job) => void process.send?.(answersTo(job)));
