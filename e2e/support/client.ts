import { setTimeout as sleep } from "node:timers/promises";
import type { Track } from "@veza/contracts/http/tracks";
import type { Stack } from "@veza/dev/stack";

const PASSWORD = "a-good-password-4";
let serial = 0;

/** A program that uses the platform over HTTP as its own users' programs do. */
export class Client {
  readonly stack: Stack;
  readonly user: { id: string; email: string; username: string };
  readonly token: string;

  private constructor(stack: Stack, user: { id: string; email: string; username: string }, token: string) {
    this.stack = stack;
    this.user = user;
    this.token = token;
  }

  /** A new account, verified through its mail. */
  static async register(stack: Stack): Promise<Client> {
    const username = `user_${Date.now().toString(36)}_${serial++}`;
    const email = `${username}@veza.test`;
    const json = { method: "POST", headers: { "content-type": "application/json" } };
    const registered = await fetch(`${stack.url}/api/v1/auth/register`, {
      ...json,
      body: JSON.stringify({ username, email, password: PASSWORD }),
    });
    if (registered.status !== 201)
      throw new Error(`register answered ${registered.status}: ${await registered.text()}`);
    const { user } = (await registered.json()) as { user: { id: string } };
    const mail = await until(async () => (await stack.mail(email))[0], 10_000, "the verification mail");
    const verification = /token=([\w-]+)/.exec(mail.text)?.[1];
    const verified = await fetch(`${stack.url}/api/v1/auth/verify-email`, {
      ...json,
      body: JSON.stringify({ token: verification }),
    });
    if (verified.status !== 200) throw new Error(`verify answered ${verified.status}`);
    const issued = await fetch(`${stack.url}/api/v1/auth/token`, {
      ...json,
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const { access_token } = (await issued.json()) as { access_token: string };
    return new Client(stack, { id: user.id, email, username }, access_token);
  }

  request(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.stack.url}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) },
    });
  }

  /** Uploads by one multipart request. @returns the answer, whatever it is */
  send(bytes: Uint8Array, name: string, fields: Record<string, string> = {}): Promise<Response> {
    const form = new FormData();
    for (const [key, value] of Object.entries({ title: name, artist: "Somebody", ...fields }))
      form.set(key, value);
    form.set("file", new Blob([new Uint8Array(bytes)]), name);
    return this.request("/api/v1/tracks", { method: "POST", body: form });
  }

  async upload(bytes: Uint8Array, name: string, fields: Record<string, string> = {}): Promise<Track> {
    const response = await this.send(bytes, name, fields);
    if (response.status !== 201)
      throw new Error(`upload answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Track;
  }

  async track(id: string): Promise<Track> {
    const response = await this.request(`/api/v1/tracks/${id}`);
    if (response.status !== 200)
      throw new Error(`track answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as Track;
  }

  /** Waits until a track has left `processing`. */
  settled(id: string, timeout_ms = 150_000): Promise<Track> {
    return until(
      async () => {
        const track = await this.track(id);
        return track.status === "processing" ? undefined : track;
      },
      timeout_ms,
      `the end of ${id}`,
    );
  }
}

/** Asks until there is an answer. @throws after `timeout_ms`, saying what was waited for */
export async function until<T>(
  ask: () => Promise<T | undefined>,
  timeout_ms: number,
  what: string,
  every_ms = 50,
): Promise<T> {
  const end = Date.now() + timeout_ms;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${timeout_ms} ms in vain for ${what}`);
    await sleep(every_ms);
  }
}
