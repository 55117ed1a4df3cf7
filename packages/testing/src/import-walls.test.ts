import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");

interface Edge {
  from: string;
  /** A file of the repository, or the name of a package. */
  to: string;
  typeOnly: boolean;
  /** `import()`: loaded later, so it can close no cycle of modules that wait for each other. */
  lazy: boolean;
}

/**
 * What each part may import of the others. Tests and what only tests use may also import `dev` and `testing`.
 */
const MAY_IMPORT: Record<string, string[]> = {
  contracts: [],
  core: ["contracts"],
  "worker-kit": ["contracts", "core"],
  testing: ["contracts", "core"],
  api: ["contracts", "core", "worker-kit"],
  chat: ["contracts", "core", "worker-kit"],
  stream: ["contracts", "core", "worker-kit"],
  transcoder: ["contracts", "core"],
  web: ["contracts", "core"],
  // The seed is a client like those of the tests.
  dev: ["contracts", "core", "testing", "transcoder"],
  e2e: ["contracts", "core", "testing", "dev"],
  bench: ["contracts", "core", "testing", "dev", "transcoder"],
  // What others copy depends on nothing of ours; only its tests do.
  examples: [],
};

const partOf = (file: string): string =>
  /^(?:packages|workers)\/([^/]+)\//.exec(file)?.[1] ?? file.split("/")[0] ?? "";
const isTest = (file: string): boolean =>
  /\.test\.tsx?$|\/testing\/|vitest\.config\.ts$|^web\/e2e\//.test(file);

/** Every file that git tracks or would track, and what it imports. */
async function edges(): Promise<Edge[]> {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.tsx"],
    { cwd: root, encoding: "utf8" },
  );
  const files = listed.split("\n").filter((file) => file !== "" && !file.endsWith(".d.ts"));
  const found: Edge[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), "utf8").catch(() => "");
    for (const match of text.matchAll(
      /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm,
    )) {
      found.push({
        from: file,
        to: resolve(file, match[2] ?? ""),
        typeOnly: match[1] !== undefined,
        lazy: false,
      });
    }
    for (const match of text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
      found.push({ from: file, to: resolve(file, match[1] ?? ""), typeOnly: false, lazy: true });
    }
  }
  return found;
}

function resolve(file: string, specifier: string): string {
  if (specifier.startsWith(".")) return normalize(join(dirname(file), specifier));
  const own = /^@veza\/([^/]+)\/(.+)$/.exec(specifier);
  if (own === null) return specifier;
  const folder = ["api", "chat", "stream"].includes(own[1] ?? "")
    ? `workers/${own[1]}`
    : ["transcoder", "web", "dev"].includes(own[1] ?? "")
      ? own[1]
      : `packages/${own[1]}`;
  return `${folder}/src/${own[2]}.ts`;
}

const isFile = (to: string) => /^(packages|workers|transcoder|web|dev|e2e|bench)\//.test(to);
const show = (edge: Edge) => `${edge.from} → ${edge.to}`;
const all = await edges();

describe("who may import whom", () => {
  test("the graph was read", () => expect(all.length).toBeGreaterThan(300));

  test("parts import only what their row allows", () => {
    const wrong = all.filter(({ from, to }) => {
      if (!isFile(to) || partOf(from) === partOf(to)) return false;
      const allowed = MAY_IMPORT[partOf(from)] ?? [];
      return (
        !allowed.includes(partOf(to)) &&
        !(isTest(from) && ["dev", "testing"].includes(partOf(to))) &&
        !(isTest(from) && partOf(from) === "examples")
      );
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test("contracts has no dependency but zod, core none at all", () => {
    const packages = all.filter(({ from, to }) => !isTest(from) && !isFile(to));
    expect(packages.filter(({ from, to }) => partOf(from) === "contracts" && to !== "zod").map(show)).toEqual(
      [],
    );
    expect(packages.filter(({ from }) => partOf(from) === "core").map(show)).toEqual([]);
  });

  test("only veza-api knows Postgres", () => {
    const database = /^(drizzle-orm|@neondatabase|pg$|@electric-sql)/;
    const wrong = all.filter(
      ({ from, to }) => database.test(to) && !isTest(from) && !["api", "dev"].includes(partOf(from)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("only worker.ts and *.do.ts import cloudflare:workers", () => {
    const wrong = all.filter(
      ({ from, to }) => to === "cloudflare:workers" && !/(\/worker|\.do|\.workerd\.test)\.ts$/.test(from),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("in veza-api: routes, then service, then queries, never back; another domain's queries never; policy is pure", () => {
    const wrong = all.filter(({ from, to }) => {
      const [here, there] = [
        /^workers\/api\/src\/domains\/([^/]+)\/([^/]+)\.ts$/.exec(from),
        /^workers\/api\/src\/domains\/([^/]+)\/([^/]+)\.ts$/.exec(to),
      ];
      if (isTest(from)) return false;
      if (here?.[2] === "policy" && isFile(to) && !to.startsWith("packages/")) return true;
      if (there === null) return here?.[2] === "policy" && !to.startsWith("@") && !isFile(to);
      // A domain's index says what others get of it; only the list of domains reads it.
      if (there[2] === "routes" && here !== null) return here[2] !== "index" || here[1] !== there[1];
      if (there[2] === "index") return from !== "workers/api/src/domains/index.ts";
      if (here?.[2] === "queries" && ["routes", "service"].includes(there[2] ?? "")) return true;
      return there[2] === "queries" && here?.[1] !== there[1];
    });
    expect(wrong.map(show)).toEqual([]);
  });

  /** Web's layers and what each may import beside itself; features never import each other. */
  const WEB_LAYERS: Record<string, string[]> = {
    app: ["features", "components", "models", "ui", "lib"],
    features: ["components", "models", "ui", "lib"],
    components: ["models", "ui", "lib"],
    models: ["lib"],
    ui: ["lib"],
    lib: [],
  };

  test("in web: app, then features, then components, then models and ui, then lib, never back; features never import each other", () => {
    const layer = (file: string) => /^web\/src\/([^/]+)\//.exec(file)?.[1] ?? "";
    const feature = (file: string) => /^web\/src\/features\/([^/]+)\//.exec(file)?.[1];
    const inside = all.filter(
      ({ from, to }) => from.startsWith("web/src/") && to.startsWith("web/src/") && !isTest(from),
    );
    expect(inside.length).toBeGreaterThan(300);
    const wrong = inside.filter(({ from, to }) =>
      layer(from) === layer(to)
        ? feature(from) !== feature(to)
        : !(WEB_LAYERS[layer(from)] ?? []).includes(layer(to)),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("in web: models know no React, nor what is made for it", () => {
    const react = /^(react|react-dom|zustand|lucide-react|@base-ui\/|@tanstack\/react-)(\/|$|[a-z])/;
    const wrong = all.filter(
      ({ from, to }) =>
        from.startsWith("web/src/models/") &&
        (from.endsWith(".tsx") || (react.test(to) && to !== "zustand/vanilla")),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("in web: the platform is called from models and lib only", () => {
    const wrong = all.filter(
      ({ from, to }) =>
        to === "web/src/lib/api/call.ts" && !/^web\/src\/(models|lib)\//.test(from) && !isTest(from),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("there are no cycles in what is loaded together", () => {
    const graph = new Map<string, string[]>();
    for (const { from, to, typeOnly, lazy } of all)
      if (!typeOnly && !lazy && isFile(to)) graph.set(from, [...(graph.get(from) ?? []), to]);
    const cycles: string[] = [];
    const state = new Map<string, "open" | "done">();
    const visit = (file: string, path: string[]): void => {
      if (state.get(file) === "done") return;
      if (state.get(file) === "open") {
        cycles.push([...path.slice(path.indexOf(file)), file].join(" → "));
        return;
      }
      state.set(file, "open");
      for (const next of graph.get(file) ?? []) visit(next, [...path, file]);
      state.set(file, "done");
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test("nobody compares names of roles but the tables of permissions", async () => {
    const roles =
      "guest|user|artist|admin|super_admin|owner|moderator|member|read_only|banned|host|cohost|listener";
    const comparison = new RegExp(
      `\\brole\\)? *[!=]==? *"(?:${roles})"|"(?:${roles})" *[!=]==? *[\\w.?]*\\brole\\b`,
      "i",
    );
    const files = [...new Set(all.map(({ from }) => from))].filter(
      (file) =>
        /^(packages|workers|transcoder|web)\//.test(file) &&
        !isTest(file) &&
        !/^packages\/contracts\/src\/(permissions\/|roles\.ts$)/.test(file),
    );
    const wrong: string[] = [];
    for (const file of files)
      for (const [i, line] of (await readFile(join(root, file), "utf8")).split("\n").entries())
        if (comparison.test(line)) wrong.push(`${file}:${i + 1} ${line.trim()}`);
    expect(wrong).toEqual([]);
  });

  test("no drawer without a name of its own", () => {
    const names = [...new Set(all.map(({ from }) => from))].filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc)(\.tsx?$|\/)/.test(file),
    );
    expect(names.map((file) => relative(".", file))).toEqual([]);
  });
});
