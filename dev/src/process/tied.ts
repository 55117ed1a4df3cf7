import { findProgram } from "../tools/machine.ts";

let setpriv: Promise<string | undefined> | undefined;

/**
 * A command line whose process gets SIGTERM when its parent dies, however it dies (Linux: PR_SET_PDEATHSIG
 * through util-linux' setpriv). Elsewhere the command line as it is.
 */
export async function tied(
  command: string,
  args: readonly string[],
): Promise<{ command: string; args: string[] }> {
  setpriv ??= process.platform === "linux" ? findProgram("setpriv") : Promise.resolve(undefined);
  const program = await setpriv;
  return program === undefined
    ? { command, args: [...args] }
    : { command: program, args: ["--pdeathsig", "TERM", "--", command, ...args] };
}
