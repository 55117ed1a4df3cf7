/** `npm run bench -- NAME [arguments]`, or without a name: all of them, one after the other. */
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const here = import.meta.dirname;
const names = (await readdir(here))
  .filter((file) => file.endsWith(".ts") && file !== "run.ts")
  .map((file) => file.slice(0, -3));
const [name, ...rest] = process.argv.slice(2);
if (name !== undefined && !names.includes(name)) {
  console.error(`there is no bench «${name}»: ${names.join(", ")}`);
  process.exit(2);
}
for (const bench of name === undefined ? names : [name]) {
  console.log(`\n# ${bench}`);
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, [join(here, `${bench}.ts`), ...rest], { stdio: "inherit" });
    child.once("exit", (exit) => resolve(exit ?? 1));
  });
  if (code !== 0) process.exitCode = code;
}
