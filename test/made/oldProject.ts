/** A finished project of November 2026 with its private folder, see test/fixtures/README.md. */
import { chmodSync, cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Place } from "../cli/foreshock.ts";
import { root } from "../root.ts";

const fixture = path.join(root, "test/fixtures/project-2026-11");

/** Returns a copy for one test; private folders and keys get their rights back, which a checkout does not keep. */
export function oldProject(): Place {
  const folder = mkdtempSync(path.join(tmpdir(), "foreshock-old-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(fixture, folder, { recursive: true });
  const home = path.join(folder, "home");
  for (const entry of readdirSync(home, { recursive: true, encoding: "utf8", withFileTypes: true }))
    chmodSync(path.join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600);
  return { root: folder, dir: path.join(folder, "project"), home };
}
