import { startChild } from "../process/child.ts";
import { aptCommand, findProgram } from "./machine.ts";

/** A program that the project calls but npm does not bring. */
export interface Tool {
  program: string;
  /** Programs that do as well where they are there already. */
  instead?: readonly string[];
  /** Debian and Ubuntu. */
  apt: string;
  /** For people on other systems. */
  elsewhere: string;
}

export const FFMPEG: Tool = {
  program: "ffmpeg",
  apt: "ffmpeg",
  elsewhere: "FFmpeg 5 or newer (ffmpeg and ffprobe)",
};
export const CLAMD: Tool = { program: "clamd", apt: "clamav-daemon", elsewhere: "ClamAV (clamd)" };
/** Without its windows Chromium needs a third less of the processor for the same pages. */
export const CHROMIUM: Tool = {
  program: "chromium-headless-shell",
  instead: ["chromium", "chromium-browser", "google-chrome"],
  apt: "chromium-headless-shell",
  elsewhere: "Chromium",
};

/** Where a tool is on this machine. @throws when it is not there */
export async function programOf(tool: Tool): Promise<string> {
  for (const name of [tool.program, ...(tool.instead ?? [])]) {
    const path = await findProgram(name);
    if (path !== undefined) return path;
  }
  throw new Error(`missing on this machine: ${tool.elsewhere}`);
}

const isMissing = (tool: Tool): Promise<boolean> =>
  programOf(tool).then(
    () => false,
    () => true,
  );

/**
 * Installs through apt what is missing, without a question.
 * @param say one line about each thing it does
 * @throws with exactly what to install where apt is absent or may not be used
 */
export async function installMissing(tools: readonly Tool[], say: (line: string) => void): Promise<void> {
  const missing: Tool[] = [];
  for (const tool of tools) if (await isMissing(tool)) missing.push(tool);
  if (missing.length === 0) return;

  const packages = missing.map((tool) => tool.apt);
  const apt = await aptCommand();
  if (apt === undefined) {
    throw new Error(
      [
        `missing on this machine: ${missing.map((tool) => tool.elsewhere).join(", ")}.`,
        `Debian or Ubuntu: sudo apt-get install --no-install-recommends ${packages.join(" ")}`,
        "elsewhere: install them with your system's package manager so that they are on the PATH, then run this again.",
      ].join("\n"),
    );
  }
  say(`installing ${packages.join(", ")} through apt`);
  const output: string[] = [];
  const call = async (...args: string[]): Promise<number> => {
    const [command = "apt-get", ...first] = apt;
    const child = await startChild({
      part: "apt",
      command,
      args: [...first, ...args],
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
      cwd: "/",
      log: (_part, line) => output.push(line),
    });
    return child.ended;
  };
  const install = ["install", "--yes", "--no-install-recommends", ...packages];
  // The package lists of a fresh machine are empty or old.
  const code = (await call("update")) === 0 ? await call(...install) : await call(...install);
  if (code !== 0)
    throw new Error(`apt-get install ${packages.join(" ")} failed:\n${output.slice(-15).join("\n")}`);
  for (const tool of missing) {
    if ((await findProgram(tool.program)) === undefined)
      throw new Error(`${tool.apt} is installed but brought no ${tool.program}`);
  }
}
