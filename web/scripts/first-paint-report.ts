import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** The slice of rolldown's bundle that the report reads. */
interface Chunk {
  fileName: string;
  code: string;
  isEntry: boolean;
  imports: string[];
}

/** Chunks beyond the entry's static imports that the first page (discover) loads: its language. */
const FIRST_PAGE = [/^assets\/en-/];

/**
 * Prints the gzip size of the JavaScript that the first paint needs (entry, its static imports, one language) and fails the build above the limit. Compressed at gzip's default level.
 */
export function firstPaintReport({ limitBytes }: { limitBytes: number }): Plugin {
  return {
    name: "veza-first-paint-report",
    apply: "build",
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const output of Object.values(bundle))
        if (output.type === "chunk") chunks.set(output.fileName, output);
      const needed = new Set<string>();
      const add = (name: string) => {
        const chunk = chunks.get(name);
        if (!chunk || needed.has(name)) return;
        needed.add(name);
        chunk.imports.forEach(add);
      };
      for (const [name, chunk] of chunks) {
        if (chunk.isEntry || FIRST_PAGE.some((pattern) => pattern.test(name))) add(name);
      }
      const boot = gzipSync(readFileSync(new URL("../public/boot.js", import.meta.url))).length;
      const rows = [...needed]
        .map((name) => ({ name, bytes: gzipSync(chunks.get(name)?.code ?? "").length }))
        .sort((a, b) => b.bytes - a.bytes);
      const total = rows.reduce((sum, row) => sum + row.bytes, boot);
      const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
      const lines = rows.map((row) => `  ${kB(row.bytes).padStart(9)}  ${row.name}`);
      console.log(`\nFirst paint JavaScript, gzip: ${kB(total)} of ${kB(limitBytes)}\n${lines.join("\n")}\n`);
      if (total > limitBytes)
        this.error(`First paint JavaScript is ${kB(total)}; the limit is ${kB(limitBytes)}.`);
    },
  };
}
