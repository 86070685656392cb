/** foreshock forecast on a terminal: which forecaster is being asked, in one line that is gone at the end. */
import { afterAll, expect, it } from "vitest";
import { forecast } from "../../src/cli/forecast.ts";
import { must } from "./foreshock.ts";
import { tableProject } from "./imported.ts";

const place = await tableProject();
afterAll(place.remove);

it("shows on a terminal who is asked, and nothing with --json", async () => {
  await must(place, "register", "toy");
  const written: string[] = [];
  const context = {
    cwd: place.dir,
    project: place.dir,
    home: place.home,
    json: false,
    now: () => "2026-11-01T00:00:00Z",
    tell: (line: string) => void written.push(line),
    terminal: { columns: 80, write: (text: string) => void written.push(text) },
    ask: null,
    onInterrupt: () => () => {},
  };
  const options = { by: ["climatology", "logit-accuracy-line"], dryRun: true };
  await forecast("toy", options, context);
  const up = "\x1b[1A\x1b[J";
  expect(written).toEqual(["  1/2 asking climatology\n", up, "  2/2 asking logit-accuracy-line\n", up]);
  written.length = 0;
  await forecast("toy", options, { ...context, json: true });
  expect(written).toEqual([]);
});
