import { styleText } from "node:util";
import type { Log } from "./process/log.ts";

/** Fits the longest name of a part. */
const WIDTH = 10;
const COLOURS = {
  database: "cyan",
  services: "blue",
  clamd: "magenta",
  transcoder: "yellow",
  workers: "green",
  web: "blue",
  seed: "cyan",
} as const;
type Coloured = keyof typeof COLOURS;

const isColoured = (part: string): part is Coloured => part in COLOURS;

/** Prints the parts' lines, each behind the name of its part. */
export const printLine: Log = (part, line) => {
  const name = part.padEnd(WIDTH);
  const styled = isColoured(part) ? styleText(COLOURS[part], name, { stream: process.stdout }) : name;
  process.stdout.write(`${styled} ${styleText("dim", "│", { stream: process.stdout })} ${line}\n`);
};

/** One line of the supervisor's own. */
export function say(line: string): void {
  process.stdout.write(`${styleText("dim", "·", { stream: process.stdout })} ${line}\n`);
}

export function sayError(message: string): void {
  process.stderr.write(`\n${styleText("red", "✗", { stream: process.stderr })} ${message}\n`);
}

export const bold = (text: string): string => styleText("bold", text, { stream: process.stdout });
export const dim = (text: string): string => styleText("dim", text, { stream: process.stdout });
