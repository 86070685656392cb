/** The folder of the repository, and that of published results, which tests read where it is there. */
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..");
export const published = path.resolve(process.env.FORESHOCK_DATA ?? path.join(root, "../shared/data"));
