import { z } from "zod";

const Package = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  dev: z.boolean().optional(),
  devOptional: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
export const Lockfile = z.looseObject({ packages: z.record(z.string(), Package) });
export type Lockfile = z.infer<typeof Lockfile>;

export interface MissingEntry {
  /** Path of the package that names it. */
  by: string;
  name: string;
  version: string;
}

/** Whether a package at `from` would find `name`, looking upwards as Node does. */
function resolves(packages: Lockfile["packages"], from: string, name: string): boolean {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf("/node_modules/"))) {
    if (`${folder}${folder === "" ? "" : "/"}node_modules/${name}` in packages) return true;
    if (!folder.includes("/node_modules/")) return folder !== "" && `node_modules/${name}` in packages;
  }
}

/** Optional packages (binaries for other systems) that a package names and the lockfile does not hold. */
export function findMissingOptional({ packages }: Lockfile): MissingEntry[] {
  return Object.entries(packages).flatMap(([by, { optionalDependencies }]) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !resolves(packages, by, name))
      .map(([name, version]) => ({ by, name, version })),
  );
}

const SYSTEMS = {
  android: "android",
  darwin: "darwin",
  freebsd: "freebsd",
  linux: "linux",
  win32: "win32",
  windows: "win32",
};

/** Packages from a registry whose bytes nothing holds to what they were: what is linked is our own. */
export function findWithoutIntegrity({
  packages,
}: Lockfile): { path: string; name: string; version: string }[] {
  return Object.entries(packages).flatMap(([path, { version, integrity, link }]) => {
    const name = path.split("node_modules/").at(-1) ?? "";
    return path.includes("node_modules/") && link !== true && integrity === undefined && version !== undefined
      ? [{ path, name, version }]
      : [];
  });
}

/**
 * Puts a checksum on every entry that has none.
 * @param integrityOf asks the registry for the checksum (`sha512-…`) of one version of a package
 * @throws when one can't be told: a lockfile with holes is not written
 */
export async function addIntegrity(
  lockfile: Lockfile,
  integrityOf: (name: string, version: string) => Promise<string>,
): Promise<Lockfile> {
  const packages = { ...lockfile.packages };
  for (const { path, name, version } of findWithoutIntegrity(lockfile)) {
    const integrity = await integrityOf(name, version);
    if (!/^sha512-[\w+/]{86}==$/.test(integrity)) throw new Error(`no checksum of ${name}@${version}`);
    const { version: known, ...rest } = packages[path] ?? { optionalDependencies: {} };
    packages[path] = { version: known, integrity, ...rest };
  }
  return { ...lockfile, packages };
}

/**
 * Adds those entries, as npm would have written them but for their checksum, which `addIntegrity` puts in.
 * npm leaves an entry out when the registry in use does not carry that system's binary, and then `npm ci`
 * refuses the lockfile everywhere.
 */
export function completeLockfile(lockfile: Lockfile): Lockfile {
  const packages = { ...lockfile.packages };
  for (const { by, name, version } of findMissingOptional(lockfile)) {
    const system = Object.entries(SYSTEMS).find(([word]) => name.includes(word))?.[1];
    const wasm = name.includes("wasm32");
    const cpu = wasm ? "wasm32" : name.includes("arm64") ? "arm64" : name.includes("-arm-") ? "arm" : "x64";
    packages[`node_modules/${name}`] = {
      version,
      cpu: [cpu],
      ...(packages[by]?.dev === true ? { dev: true } : {}),
      ...(packages[by]?.devOptional === true ? { devOptional: true } : {}),
      optional: true,
      ...(system === undefined || wasm ? {} : { os: [system] }),
      optionalDependencies: {},
    };
  }
  const sorted = Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...lockfile, packages: Object.fromEntries(sorted) };
}
