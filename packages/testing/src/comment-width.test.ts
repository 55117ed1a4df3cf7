import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
/** The formatter's own width (biome.json), which it does not hold comments to. */
const COLUMNS = 110;
/** A line that begins as a comment. Directives and rows of tables can't be wrapped. */
const COMMENT = /^\s*(?:\/\/(?!\s*biome-ignore)|\/?\*+(?! \|))/;

test("comments are no wider than code", async () => {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx", "*.mjs", "*.css"],
    { cwd: root, encoding: "utf8" },
  );
  const wide: string[] = [];
  let comments = 0;
  for (const file of listed.trim().split("\n")) {
    // A file that was deleted and not committed yet is listed all the same.
    const text = await readFile(join(root, file), "utf8").catch(() => "");
    for (const [index, line] of text.split("\n").entries()) {
      if (!COMMENT.test(line)) continue;
      comments += 1;
      if (line.length > COLUMNS) wide.push(`${file}:${index + 1}`);
    }
  }
  expect(comments).toBeGreaterThan(1_000);
  expect(wide).toEqual([]);
});
