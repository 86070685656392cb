/** The child process that makes the record of one costly forecaster after another. */
import { answerJobs } from "../../base/childProgram.ts";
import { askOf } from "../../forecast/ask.ts";
import { type Items, recordOf } from "../../forecast/checklist.ts";
import { forecasterBy } from "../../forecast/forecasters.ts";
import { remember } from "../../forecast/remembered.ts";
import type { Job } from "./answers.ts";

answerJobs<Job, Items>(({ question, evidence, key, forecaster }) =>
  recordOf(forecasterBy(forecaster), remember(askOf(question, evidence)), key),
);
