import { readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

interface RouteReportOptions {
  /** The module whose lazy imports are the routes. */
  router: string;
  /** The module with the words of the first page, in one language. */
  firstWords: string;
  /** The module with the words that every lazy route waits for, in the same language. */
  laterWords: string;
  /** The contract of the first page's calls: it is loaded beside the page and needed once answers come. */
  firstCalls: string;
  /** What the first page may load, gzip. */
  limitBytes: number;
}

/**
 * Prints, for each route, the gzip size of the JavaScript that Chromium loads until it is painted: the entry
 * and the route's own chunk, with all of their static imports, and the words of one language. The build fails
 * when the first page is above the limit. Compressed at gzip's default level.
 */
export function routeReport(options: RouteReportOptions): Plugin {
  let root = "";
  return {
    name: "veza-route-report",
    apply: "build",
    configResolved(config) {
      root = config.root;
    },
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Rollup.OutputChunk>();
      for (const output of Object.values(bundle))
        if (output.type === "chunk") chunks.set(output.fileName, output);
      const chunkOf = (id: string): string => {
        for (const [name, chunk] of chunks) if (chunk.moduleIds.includes(id)) return name;
        return this.error(`The report knows no chunk with ${id}.`);
      };
      const closure = (names: readonly string[]): Set<string> => {
        const needed = new Set<string>();
        const add = (name: string) => {
          const chunk = chunks.get(name);
          if (!chunk || needed.has(name)) return;
          needed.add(name);
          chunk.imports.forEach(add);
        };
        names.forEach(add);
        return needed;
      };
      const sizes = new Map<string, number>();
      const sizeOf = (name: string): number => {
        const known = sizes.get(name) ?? gzipSync(chunks.get(name)?.code ?? "").length;
        sizes.set(name, known);
        return known;
      };
      const boot = gzipSync(readFileSync(resolve(root, "public/boot.js"))).length;
      const total = (names: Iterable<string>): number =>
        [...names].reduce((sum, name) => sum + sizeOf(name), boot);

      const entries = [...chunks.values()].filter((chunk) => chunk.isEntry).map((chunk) => chunk.fileName);
      const first = [...entries, chunkOf(resolve(root, options.firstWords))];
      const later = chunkOf(resolve(root, options.laterWords));
      const pages = this.getModuleInfo(resolve(root, options.router))?.dynamicallyImportedIds ?? [];
      const rows = [...new Set(pages)]
        .map((id) => ({
          name: basename(id, ".tsx"),
          bytes: total(closure([...first, later, chunkOf(id)])),
        }))
        .sort((a, b) => a.bytes - b.bytes);
      const firstPage = closure(first);
      const bytes = total(firstPage);
      const kB = (size: number) => `${(size / 1000).toFixed(1)} kB`;
      const line = (size: number, name: string) => `  ${kB(size).padStart(9)}  ${name}`;
      const parts = [...firstPage].sort((a, b) => sizeOf(b) - sizeOf(a));
      console.log(
        `\nJavaScript until a page is painted, gzip. First page: ${kB(bytes)} of ${kB(options.limitBytes)}`,
      );
      for (const name of parts) console.log(line(sizeOf(name), name));
      const calls = [...closure([chunkOf(resolve(root, options.firstCalls))])].filter(
        (it) => !firstPage.has(it),
      );
      console.log(line(total(calls) - boot, "beside it: the contract of its first calls, with zod"));
      console.log("By route:");
      for (const row of [{ name: "discover (first page)", bytes }, ...rows])
        console.log(line(row.bytes, row.name));
      console.log("");
      if (bytes > options.limitBytes)
        this.error(`The first page loads ${kB(bytes)}; the limit is ${kB(options.limitBytes)}.`);
    },
  };
}
