import type { Plugin } from "vite";

/** Fetched when they are needed, too large or too rare to be kept in advance. */
const LEFT_OUT = /hls\.light|latin-ext/;

/**
 * Writes `shell.json`: the hashed files that the service worker keeps, so that every page opens without a
 * network.
 */
export function shellList(): Plugin {
  return {
    name: "veza-shell-list",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const names = Object.keys(bundle).filter((name) => name.startsWith("assets/") && !LEFT_OUT.test(name));
      const source = JSON.stringify(names.sort().map((name) => `/${name}`));
      this.emitFile({ type: "asset", fileName: "shell.json", source });
    },
  };
}
