import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newId } from "@veza/core/ids";
import { ROOT } from "@veza/dev/stack";
import { findFreePorts } from "@veza/dev/stack/ports";
import { resolveConfig } from "@veza/dev/wrangler/resolve-config";
import { startWrangler } from "@veza/dev/wrangler/start-wrangler";
import { workerdUsage } from "../support/processes.ts";
import type { Peer } from "./load.ts";

/**
 * The real veza-chat in `wrangler dev`, behind a door that makes rooms. Each message is stored, numbered and indexed for search
 * before anybody gets it.
 * @param relayAfter sockets that one object holds
 */
export async function startOurs(members: number, relayAfter = 2_000): Promise<Peer> {
  const folder = await mkdtemp(join(tmpdir(), "veza-bench-chat-"));
  const ports = await findFreePorts();
  const url = `http://127.0.0.1:${ports.web}`;
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256", use: "sig" };
  const door = join(folder, "door.json");
  await writeFile(
    door,
    JSON.stringify({
      name: "veza-api",
      main: join(import.meta.dirname, "door.mjs"),
      compatibility_date: "2026-10-01",
      vars: { BENCH_JWKS: JSON.stringify({ keys: [jwk] }) },
      services: [
        { binding: "CHAT", service: "veza-chat" },
        { binding: "CHAT_RPC", service: "veza-chat", entrypoint: "ChatRpcEntrypoint" },
      ],
      queues: { consumers: [{ queue: "veza-events", max_batch_size: 100, max_batch_timeout: 1 }] },
    }),
  );
  await mkdir(join(folder, "chat"), { recursive: true });
  const chat = await resolveConfig({
    source: join(ROOT, "workers/chat/wrangler.toml"),
    folder: join(folder, "chat"),
    vars: { ENVIRONMENT: "development", PUBLIC_URL: url, CHAT_RELAY_AFTER: String(relayAfter) },
    secrets: {},
  });
  const child = await startWrangler({
    root: ROOT,
    folder: join(folder, "wrangler"),
    state: join(folder, "state"),
    configs: [door, chat],
    port: ports.web,
    inspectorPort: ports.inspector,
    log: (_part, line) => {
      if (/\berror\b/i.test(line)) console.error(line.slice(0, 300));
    },
  });
  const stop = async () => {
    await child.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    for (let i = 0; ; i++) {
      const answer = await fetch(`${url}/nowhere`).catch(() => null);
      if (answer !== null) break;
      if (i > 300) throw new Error("wrangler did not come up");
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    const users = Array.from({ length: members }, () => newId("user"));
    const room_id = newId("room");
    const made = await fetch(`${url}/bench/room`, {
      method: "POST",
      body: JSON.stringify({ room_id, users }),
    });
    if (!made.ok) throw new Error(`the room was answered with ${made.status}: ${await made.text()}`);
    const key = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const tokenOf = (sub: string) => {
      const iat = Math.floor(Date.now() / 1000);
      const claims = {
        sub,
        role: "user",
        sid: newId("session"),
        iat,
        nbf: iat,
        exp: iat + 900,
        iss: url,
        aud: "veza",
      };
      const text = `${part({ alg: "RS256", kid: "bench", typ: "at+jwt" })}.${part(claims)}`;
      return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
    };
    return {
      name: "ours",
      url: () => `${url.replace("http", "ws")}/chat/ws?room_id=${room_id}`,
      protocols: (i) => ["veza.chat.v1", `bearer.${tokenOf(users[i] ?? "")}`],
      greeting: '{"t":"hello","since":null}',
      ready: '{"t":"welcome"',
      message: (n, body) => `{"t":"message.send","id":"b${n}","body":"${body}"}`,
      usage: () => workerdUsage(),
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}
