/**
 * Bundles the service and its supervisor into one file each, so that the image holds no node_modules.
 * Run: `node transcoder/src/bundle.ts <folder>`.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("name the folder to write to");

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
await build({
  entryPoints: { main: here("main.ts"), supervisor: here("supervisor.ts") },
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  sourcemap: "linked",
  legalComments: "linked",
  // The CommonJS packages among the dependencies call `require` for Node's own modules, which ESM does not
  // have.
  banner: {
    js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
  },
});
