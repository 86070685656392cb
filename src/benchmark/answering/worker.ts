/** The child process that answers questions, one job at a time. */
import { answerJobs } from "../../base/childProgram.ts";
import { answersTo } from "./answer.ts";

answerJobs(answersTo);
