import { bold, dim } from "../terminal.ts";

/** What a developer sees when everything runs. */
export function welcome(
  url: string,
  options: { dataDir: string; seconds: number; database: string; signatures: string; seeded: boolean },
): string {
  const accounts = ["listener", "artist", "moderator", "admin"].map((name) => `${name}@veza.test`).join(", ");
  const lines = [
    "",
    `  ${bold("Veza")} runs at ${bold(url)}   ${dim(`(ready after ${options.seconds.toFixed(1)} s)`)}`,
    "",
    `  Listen    open the first page and press play${options.seeded ? "; the demo's tracks appear while they are transcoded" : ""}`,
    `  Upload    sign in, then drop a WAV on ${url}/upload`,
    `  Accounts  ${accounts}; password veza-demo-1`,
    `  Mail      ${url}/dev/mail     API  ${url}/api/docs`,
    "",
    dim(
      `  Stand-ins of this development copy: ${options.database}, mail that is only shown, ${options.signatures} virus signatures,`,
    ),
    dim(`  known passwords. Data: ${options.dataDir}. Ctrl-C stops everything.`),
    "",
  ];
  return lines.join("\n");
}
