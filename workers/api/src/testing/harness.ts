import { join } from "node:path";
import type { PartySummary } from "@veza/contracts/http/parties";
import type { Role } from "@veza/contracts/roles";
import type { CreateParty, InboxPush, TrackAccess } from "@veza/contracts/rpc";
import { newId } from "@veza/core/ids";
import { openTestDatabase, type TestBackend } from "@veza/dev/testing/database";
import { createLogger } from "@veza/worker-kit/log";
import { exportJWK, generateKeyPair } from "jose";
import { getPlatformProxy } from "wrangler";
import { createApiApp, envOf } from "../app.ts";
import { handle } from "../consumers/platform-events.ts";
import { dispatch } from "../domains/outbox/service.ts";
import type { ApiEnv } from "../env.ts";
import { keepHouse } from "../housekeeping.ts";
import { createFakeAttachments } from "./fake-attachments.ts";
import { createFakeRoomActs } from "./fake-room-acts.ts";
import { createFakeRooms } from "./fake-rooms.ts";

const ORIGIN = "http://localhost:8787";

/** Something that the API said to another part, in order. */
export interface Said {
  media: unknown[];
  events: { id: string; type: string; data: Record<string, unknown> }[];
  pushes: InboxPush[];
  accesses: TrackAccess[];
  parties: CreateParty[];
}

/**
 * workerd's R2 and a key to sign with: made once for the files of a process, because both take longer than
 * most files.
 */
async function makeShared() {
  const [platform, { privateKey }] = await Promise.all([
    getPlatformProxy<{ MEDIA: R2Bucket }>({
      configPath: join(import.meta.dirname, "wrangler.json"),
      persist: false,
    }),
    generateKeyPair("RS256", { extractable: true }),
  ]);
  return { bucket: platform.env.MEDIA, jwk: { ...(await exportJWK(privateKey)), kid: "test-1" } };
}
let shared: ReturnType<typeof makeShared> | undefined;

/** A bucket as a file finds it. */
async function empty(bucket: R2Bucket): Promise<void> {
  for (;;) {
    const { objects } = await bucket.list();
    if (objects.length === 0) return;
    await bucket.delete(objects.map(({ key }) => key));
  }
}

/**
 * The API on a real database and workerd's R2, with everything beyond it recorded: queues, the other Workers,
 * mails. Requests are made as a client makes them.
 */
export async function openHarness(backend: TestBackend) {
  const database = await openTestDatabase(backend);
  shared ??= makeShared();
  const { bucket, jwk } = await shared;
  const said: Said = { media: [], events: [], pushes: [], accesses: [], parties: [] };
  const parties = new Map<string, PartySummary>();
  const failing = { chat: false, stream: false, queues: false, limiter: false };
  const refuse = (on: boolean, name: string) => {
    if (on) throw new Error(`${name} is away`);
  };
  const rooms = createFakeRooms(() => refuse(failing.chat, "chat"));
  const roomActs = createFakeRoomActs(() => refuse(failing.chat, "chat"));
  const attachments = createFakeAttachments(bucket, () => refuse(failing.stream, "stream"));
  const queue = (list: unknown[]) => ({
    send: async (body: unknown) => {
      refuse(failing.queues, "the queue");
      list.push(body);
    },
    sendBatch: async (messages: Iterable<{ body: unknown }>) => {
      refuse(failing.queues, "the queue");
      for (const { body } of messages) list.push(body);
    },
  });
  const limiter = { limit: async () => ({ success: !failing.limiter }) };
  const bindings = {
    ENVIRONMENT: "test",
    PUBLIC_URL: ORIGIN,
    DATABASE_URL: database.databaseUrl,
    NEON_FETCH_ENDPOINT: database.fetchEndpoint,
    JWT_KEYS: JSON.stringify({ active: "test-1", keys: [jwk] }),
    GRANT_SECRET: "grant-secret-of-the-tests",
    CSRF_SECRET: "csrf-secret-of-the-tests",
    METRICS_TOKEN: "metrics-token-of-the-tests",
    BCRYPT_COST: "4",
    MAIL_TRANSPORT: "outbox",
    DEV_SERVICES_URL: "http://127.0.0.1:1",
    MEDIA: bucket,
    MEDIA_QUEUE: queue(said.media),
    EVENTS_QUEUE: queue(said.events),
    CHAT: {},
    STREAM: {},
    CHAT_RPC: {
      ...rooms.rpc,
      ...roomActs.rpc,
      pushToInbox: async (push: InboxPush) => {
        refuse(failing.chat, "chat");
        said.pushes.push(push);
      },
      readiness: async () => ({ ready: true, checks: { self: { ok: true } } }),
      metrics: async () => "",
    },
    STREAM_RPC: {
      setTrackAccess: async (access: TrackAccess) => {
        refuse(failing.stream, "stream");
        said.accesses.push(access);
      },
      processArtwork: async () => ({ ok: true, width: 600, height: 600 }),
      processAttachment: attachments.process,
      purgeTrack: async () => undefined,
      createParty: async (party: CreateParty): Promise<PartySummary> => {
        refuse(failing.stream, "stream");
        said.parties.push(party);
        const summary = {
          id: newId("party"),
          name: party.name,
          host: { user_id: party.host, username: party.username },
          member_count: 0,
          track: null,
          created_at: new Date().toISOString(),
        };
        parties.set(summary.id, summary);
        return summary;
      },
      party: async (id: string) => {
        refuse(failing.stream, "stream");
        return parties.get(id) ?? null;
      },
      readiness: async () => ({ ready: true, checks: { self: { ok: true } } }),
      metrics: async () => "",
    },
    RATE_GENERAL: limiter,
    RATE_AUTH: limiter,
    RATE_UPLOAD: limiter,
  };
  const env: ApiEnv = envOf(bindings);
  const app = createApiApp();
  let background: Promise<unknown>[] = [];

  /** Waits for what requests left running after their answer. */
  const settle = async () => {
    while (background.length > 0) {
      const waiting = background;
      background = [];
      await Promise.allSettled(waiting);
    }
  };
  const request = async (path: string, init: RequestInit & { token?: string; json?: unknown } = {}) => {
    const headers = new Headers(init.headers);
    if (init.token !== undefined) headers.set("authorization", `Bearer ${init.token}`);
    if (init.json !== undefined) headers.set("content-type", "application/json");
    const response = await app.request(
      `${ORIGIN}${path}`,
      { ...init, headers, ...(init.json === undefined ? {} : { body: JSON.stringify(init.json) }) },
      bindings as unknown as ApiEnv,
      {
        waitUntil: (promise: Promise<unknown>) => void background.push(promise),
        passThroughOnException() {},
        props: {},
      } as unknown as ExecutionContext,
    );
    return response;
  };

  const PASSWORD = "a-good-password-4";
  /** An account with a role, verified unless said otherwise, and a token for it. */
  const account = async (role: Role = "user", options: { verified?: boolean } = {}) => {
    const name = newId("user").replace("usr_", "u");
    const email = `${name}@veza.test`;
    await request("/api/v1/auth/register", {
      method: "POST",
      json: { username: name, email, password: PASSWORD },
    });
    await settle();
    if (options.verified !== false)
      await database.query("update users set email_verified_at = now() where username = $1", [name]);
    await database.query("update users set role = $2 where username = $1", [name, role]);
    const tokens = (await (
      await request("/api/v1/auth/token", { method: "POST", json: { email, password: PASSWORD } })
    ).json()) as { access_token: string; refresh_token: string };
    const [row] = await database.query("select id from users where username = $1", [name]);
    return {
      id: String(row?.id),
      username: name,
      email,
      password: PASSWORD,
      token: tokens.access_token,
      refresh: tokens.refresh_token,
    };
  };

  return {
    database,
    bucket,
    env,
    /** As the platform hands them to the Worker. */
    bindings,
    app,
    said,
    failing,
    /** What the other Worker knows of parties. */
    parties,
    /** Rooms as veza-chat has them. */
    rooms,
    /** What programs and the platform's moderators did in them. */
    roomActs,
    /** The scanner and re-encoder of files for rooms. */
    attachments,
    request,
    settle,
    account,
    dispatch: () => dispatch(env),
    /** Runs every chore at a time, also those that have just run. */
    async keepHouse(now: Date = new Date()) {
      await database.exec("delete from chores");
      await keepHouse(env, createLogger("test", null), now);
    },
    /** Delivers what rooms have said so far, in its order. */
    async deliverRooms() {
      for (const event of rooms.events.splice(0))
        await handle(env, event, new Date(), createLogger("test", null));
    },
    async reset() {
      await settle();
      await database.reset();
      for (const list of Object.values(said)) list.length = 0;
      parties.clear();
      rooms.clear();
      roomActs.clear();
      attachments.clear();
      Object.assign(failing, { chat: false, stream: false, queues: false, limiter: false });
    },
    async stop() {
      await settle();
      await empty(bucket);
      await database.stop();
    },
  };
}
export type Harness = Awaited<ReturnType<typeof openHarness>>;

/** A problem's code, for assertions. */
export const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

/** The bytes of a short WAV: a header and silence, enough for everything before the pipeline. */
export function wavBytes(length = 20_000): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  const text = (at: number, value: string) => {
    for (const [i, char] of [...value].entries()) view.setUint8(at + i, char.charCodeAt(0));
  };
  text(0, "RIFF");
  view.setUint32(4, length - 8, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 44_100, true);
  view.setUint32(28, 176_400, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  text(36, "data");
  view.setUint32(40, length - 44, true);
  for (let i = 44; i < length; i++) bytes[i] = (i * 37) % 251;
  return bytes;
}

/** The form of `POST /api/v1/tracks`. */
export function trackForm(
  fields: Record<string, string> = {},
  file: Uint8Array<ArrayBuffer> = wavBytes(),
  name = "song.wav",
): FormData {
  const form = new FormData();
  for (const [key, value] of Object.entries({ title: "A song", artist: "Somebody", ...fields }))
    form.set(key, value);
  form.set("file", new Blob([file]), name);
  return form;
}
