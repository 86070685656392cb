import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { root } from "../root.ts";
import { emptyPlace, foreshock, spawned, tinyProject } from "./foreshock.ts";
import { expectProblem } from "./problem.ts";

const nowhere = emptyPlace();
const place = await tinyProject();
afterAll(() => {
  nowhere.remove();
  place.remove();
});

describe("help", () => {
  it("lists every verb, and is what no arguments give", async () => {
    const { code, out, err } = await foreshock(nowhere);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    for (const verb of ["init", "register", "run", "forecast", "close", "score", "report", "verify", "status", "demo"])
      expect(out).toMatch(new RegExp(`^  ${verb}\\b`, "m"));
    expect((await foreshock(nowhere, "--help")).out).toBe(out);
  });

  it.each(["init", "register", "run", "forecast", "close", "score", "report", "verify", "status", "demo"])(
    "%s --help shows an example and --json",
    async (verb) => {
      const { code, out } = await foreshock(nowhere, verb, "--help");
      expect(code).toBe(0);
      expect(out).toMatch(new RegExp(`Example:\n {2}\\$ foreshock ${verb}`));
      expect(out).toMatch(/--json/);
    },
  );

  it("prints the version of the package", async () => {
    const { version } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
    expect((await foreshock(nowhere, "--version")).out).toBe(`${version}\n`);
  });

  it("loads nothing but commander and the table of verbs: the verbs' own files come when they are used", async () => {
    const source = (file: string) => readFileSync(path.join(root, "src/cli", file), "utf8");
    const imports = (text: string) => [...text.matchAll(/^import (?!type\b).* from "([^"]+)"/gm)].map((m) => m[1]);
    const allowed = ["commander", "../base/errors.ts", "./safeText.ts", "./verb.ts", "./verbs.ts"];
    expect(imports(source("program.ts")).filter((name) => !name!.startsWith("node:"))).toEqual(allowed);
    expect(imports(source("main.ts"))).toEqual(["./program.ts"]);
    expect([...imports(source("verbs.ts")), ...imports(source("verb.ts"))]).toEqual([]);
  });
});

describe("wrong use", () => {
  const wrong: [string[], RegExp, RegExp][] = [
    [["frobnicate"], /unknown command 'frobnicate'/, /foreshock --help/],
    [["status", "--frobnicate"], /unknown option '--frobnicate'/, /--help/],
    [["close"], /missing required argument 'question'/, /--help/],
    [["status", "extra"], /too many arguments/, /--help/],
    [["run", "tiny", "--workers"], /argument missing/, /--help/],
    [["run", "tiny", "--workers", "two"], /a positive whole number of --workers.*got "two"/, /run tiny --workers 2$/],
    [["run", "tiny", "--workers", "0"], /a positive whole number of --workers.*got "0"/, /run tiny --workers 2$/],
    [["run", "tiny", "--workers", "1.5"], /a positive whole number of --workers.*got "1\.5"/, /run tiny --workers 2$/],
    [["run", "none"], /a family of models\/families \(chain, tiny\)/, /foreshock run chain/],
    [["run", "none.yaml"], /the path of one is required, got "none.yaml"/, /foreshock run chain/],
    [["register", "none"], /question\.yaml is required, got "none"/, /tiny/],
    [
      ["register", "../elsewhere/question.yaml"],
      /in this project is required/,
      /copy it to .*foreshock register elsewhere/,
    ],
    [["forecast"], /the name of a question is required/, /foreshock status/],
    [["forecast", "tiny"], /--by <forecaster> or --file/, /forecast --list/],
    [
      ["forecast", "tiny", "--by", "oracle"],
      /one of the forecasters persistence.* is required, got "oracle"/,
      /--list/,
    ],
    [["forecast", "tiny", "--file", "x.yaml"], /--file and --as together/, /--as alice/],
    [["forecast", "tiny", "--file", "x", "--as", "persistence"], /a name that is not a program's/, /--as alice$/],
    [
      ["forecast", "tiny", "--file", "x", "--as", "a b"],
      /--as with a name of letters.*got "a b"/,
      /--file x --as alice$/,
    ],
    [
      ["forecast", "tiny", "--by", "persistence"],
      /a registered question is required, got "tiny"/,
      /foreshock register tiny/,
    ],
    [["close", "tiny"], /a registered question is required/, /foreshock register tiny/],
    [["score", "tiny"], /a registered question is required/, /foreshock register tiny/],
    [["report", "tiny"], /a registered question is required/, /foreshock register tiny/],
    [["run", "tiny", "--question", "tiny"], /a registered question is required/, /foreshock register tiny/],
    [["verify"], /a ledger in predictions is required/, /foreshock register/],
    [
      ["status", "--project", "nowhere"],
      /a folder with models\/families and predictions is required/,
      /foreshock init/,
    ],
  ];
  it.each(wrong)("%j: exit 2, one line and a hint", async (args, message, hint) => {
    expectProblem(await foreshock(place, ...args), 2, message, hint);
  });

  it.each([["status"], ["run", "chain"], ["register", "chain"], ["verify"]])(
    "%s outside a project says init",
    async (...args) => {
      expectProblem(
        await foreshock(nowhere, ...args),
        2,
        /a folder with models\/families and predictions/,
        /foreshock init/,
      );
    },
  );
});

describe("as a process of its own", () => {
  it.each([
    [["--version"], 0],
    [["--help"], 0],
    [["status", "--project", "nowhere"], 2],
  ])("%j exits with %i and says the same as in this one", async (args, code) => {
    const answer = spawned(place, ...args);
    expect(answer).toEqual(await foreshock(place, ...args));
    expect(answer.code).toBe(code);
  });
});
