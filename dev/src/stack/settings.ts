import { resolve } from "node:path";
import { z } from "zod";

/** The ports of one copy of the stack. */
export interface Ports {
  /** The one origin that a browser sees. */
  web: number;
  /** Mail outbox. */
  services: number;
  transcoder: number;
  /** Developer tools of the Workers. */
  inspector: number;
  /** SQL over HTTP. */
  database: number;
}

const Port = z.coerce.number().int().min(1).max(65_535);
const Environment = z.object({
  ENVIRONMENT: z.string().default("development"),
  VEZA_DATA: z.string().min(1).default(".veza"),
  VEZA_PORT: Port.default(8787),
  VEZA_SERVICES_PORT: Port.optional(),
  VEZA_TRANSCODER_PORT: Port.optional(),
  VEZA_INSPECTOR_PORT: Port.optional(),
  VEZA_DATABASE_PORT: Port.optional(),
  VEZA_LOG: z.enum(["quiet", "requests"]).default("quiet"),
  VEZA_SEED: z.enum(["on", "off"]).default("on"),
  DATABASE_URL: z.string().min(1).optional(),
});

export interface Settings {
  /** Absolute. */
  dataDir: string;
  ports: Ports;
  /** Whether requests that change something are shown, and not only warnings and errors. */
  showsRequests: boolean;
  /** Whether the demo's accounts and tracks are put in. */
  seed: boolean;
  /** A PostgreSQL to use instead of the built-in one. */
  databaseUrl: string | undefined;
}

/**
 * What `make dev` takes from the environment; .env.example explains each name.
 * @throws when the environment says production: this is a developer's stack, with stand-ins and known
 * passwords
 */
export function readSettings(env: Record<string, string | undefined>, root: string): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
  const values = parsed.data;
  if (values.ENVIRONMENT === "production")
    throw new Error("ENVIRONMENT=production: the development stack does not run there");
  const base = values.VEZA_PORT;
  return {
    dataDir: resolve(root, values.VEZA_DATA),
    ports: {
      web: base,
      services: values.VEZA_SERVICES_PORT ?? base + 1,
      transcoder: values.VEZA_TRANSCODER_PORT ?? base + 2,
      inspector: values.VEZA_INSPECTOR_PORT ?? base + 3,
      database: values.VEZA_DATABASE_PORT ?? base + 4,
    },
    showsRequests: values.VEZA_LOG === "requests",
    seed: values.VEZA_SEED === "on",
    databaseUrl: values.DATABASE_URL,
  };
}
