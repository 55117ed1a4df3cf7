import { execFile } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * The path of a program, or undefined. /usr/sbin counts too: Debian puts daemons there, outside many users'
 * PATH.
 */
export async function findProgram(name: string): Promise<string | undefined> {
  for (const folder of [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"]) {
    const path = join(folder, name);
    if (
      await access(path, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return path;
  }
  return undefined;
}

/** How this user may run apt: directly, through sudo without a password, or not at all. */
export async function aptCommand(): Promise<string[] | undefined> {
  if ((await findProgram("apt-get")) === undefined) return undefined;
  if (process.getuid?.() === 0) return ["apt-get"];
  if ((await findProgram("sudo")) === undefined) return undefined;
  return run("sudo", ["-n", "true"]).then(
    () => ["sudo", "-n", "apt-get"],
    () => undefined,
  );
}
