// Exit code 0 when node_modules holds what package-lock.json says, 1 when `npm ci` has to run. Plain
// JavaScript without any package: it runs on the machine's own Node, before the project's is there.
import { readFileSync } from "node:fs";

const read = (path) => JSON.parse(readFileSync(new URL(path, import.meta.url), "utf8")).packages;

function isInstalled() {
  let installed;
  try {
    installed = read("../node_modules/.package-lock.json");
  } catch {
    // No packages at all, or an npm that was stopped in the middle.
    return false;
  }
  return Object.entries(read("../package-lock.json")).every(([path, wanted]) => {
    // The workspaces themselves, and binaries for other systems.
    if (!path.includes("node_modules/") || wanted.link || wanted.optional) return true;
    return installed[path]?.version === wanted.version;
  });
}

process.exitCode = isInstalled() ? 0 : 1;
