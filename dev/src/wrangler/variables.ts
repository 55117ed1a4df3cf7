import type { Secrets } from "../stack/secrets.ts";
import type { Ports } from "../stack/settings.ts";
import type { WorkerName } from "./resolve-config.ts";

/** What one Worker gets beside its committed configuration. */
export interface WorkerVariables {
  /** Shown in wrangler's log. */
  vars: Record<string, string>;
  /** Never shown. */
  secrets: Record<string, string>;
}

/** The variables of each Worker in a developer's stack. */
export function workerVariables(ports: Ports, secrets: Secrets): Record<WorkerName, WorkerVariables> {
  const shared = { ENVIRONMENT: "development", PUBLIC_URL: `http://localhost:${ports.web}` };
  return {
    api: {
      vars: {
        ...shared,
        // The driver wants a connection string; the local endpoint does not look at it.
        DATABASE_URL: "postgresql://veza:veza@database.local/veza",
        NEON_FETCH_ENDPOINT: `http://127.0.0.1:${ports.database}/sql`,
        MAIL_TRANSPORT: "outbox",
        DEV_SERVICES_URL: `http://127.0.0.1:${ports.services}`,
        BCRYPT_COST: "8",
      },
      secrets: {
        JWT_KEYS: secrets.jwt_keys,
        GRANT_SECRET: secrets.grant_secret,
        CSRF_SECRET: secrets.csrf_secret,
        METRICS_TOKEN: secrets.metrics_token,
      },
    },
    chat: { vars: shared, secrets: {} },
    stream: {
      vars: {
        ...shared,
        TRANSCODER_URL: `http://127.0.0.1:${ports.transcoder}`,
        MEDIA_URL: `http://127.0.0.1:${ports.web}/stream/internal/media`,
        // The local broker delivers one batch at a time: a long file must not hold it for minutes.
        MEDIA_DELIVERY_MS: "90000",
      },
      secrets: {
        TRANSCODER_SECRET: secrets.transcoder_secret,
        GRANT_SECRET: secrets.grant_secret,
        JOB_TOKEN_SECRET: secrets.job_token_secret,
      },
    },
  };
}

/** The same with some values added or replaced. */
export function withOverrides(
  base: Record<WorkerName, WorkerVariables>,
  overrides: Partial<Record<WorkerName, Record<string, string>>> = {},
): Record<WorkerName, WorkerVariables> {
  const merge = (name: WorkerName): WorkerVariables => {
    const { vars, secrets } = base[name];
    const added = overrides[name] ?? {};
    const kept = Object.entries(secrets).filter(([key]) => !(key in added));
    return { vars: { ...vars, ...added }, secrets: Object.fromEntries(kept) };
  };
  return { api: merge("api"), chat: merge("chat"), stream: merge("stream") };
}
