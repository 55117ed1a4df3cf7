import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

const PREFIX = "veza-transcoder-";

/** The folder of this process: the wrappers, and one folder for each running job. */
export type Workspace = {
  dir: string;
  /** Gives `use` a fresh folder and removes it afterwards, whatever happened. */
  withJobFolder: <T>(use: (dir: string) => Promise<T>) => Promise<T>;
  remove: () => Promise<void>;
};

/**
 * Opens the workspace of this process and removes what crashed predecessors left: their folders carry their
 * process id. One with our own id is a predecessor's too, as in a container, where the service is often the
 * same number.
 * @param isAlive whether a process of this id runs
 */
export async function openWorkspace(
  tmpDir: string,
  pid: number,
  isAlive: (pid: number) => boolean,
): Promise<{ workspace: Workspace; removed: number }> {
  await mkdir(tmpDir, { recursive: true });
  const names = await readdir(tmpDir);
  const left = names.filter((name) => {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    return owner !== undefined && (Number(owner) === pid || !isAlive(Number(owner)));
  });
  for (const name of left) await rm(join(tmpDir, name), { recursive: true, force: true });

  const dir = await mkdtemp(join(tmpDir, `${PREFIX}${pid}-`));
  return {
    removed: left.length,
    workspace: {
      dir,
      async withJobFolder(use) {
        const jobDir = await mkdtemp(join(dir, "job-"));
        try {
          return await use(jobDir);
        } finally {
          await rm(jobDir, { recursive: true, force: true, maxRetries: 3 });
        }
      },
      remove: () => rm(dir, { recursive: true, force: true, maxRetries: 3 }),
    },
  };
}

export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but another user's.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
