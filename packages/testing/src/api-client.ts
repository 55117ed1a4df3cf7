import { Tokens, UserReply } from "@veza/contracts/http/accounts";
import type { Track } from "@veza/contracts/http/tracks";
import { until } from "./until.ts";

export type CallInit = RequestInit & { json?: unknown };

/**
 * A program that uses the platform over HTTP as its users' programs do: the seed, the tests of the whole
 * stack and the benches.
 */
export class ApiClient {
  /** The origin of the platform. */
  readonly url: string;
  /** An access token, good for a quarter of an hour. */
  readonly token: string;
  readonly user_id: string;

  protected constructor(url: string, token: string, userId: string) {
    this.url = url;
    this.token = token;
    this.user_id = userId;
  }

  /** Tokens for an account whose address is verified. @throws when they are refused */
  static async signIn(url: string, email: string, password: string): Promise<ApiClient> {
    return new ApiClient(url, ...(await accessOf(url, email, password)));
  }

  /** `path` from the origin on; the answer as it is. */
  request(path: string, init: CallInit = {}): Promise<Response> {
    return send(this.url + path, init, this.token);
  }

  /** The parsed answer of `/api/v1{path}`. @throws for every status that is not 2xx */
  async call(path: string, init: CallInit = {}): Promise<unknown> {
    return read(path, init, await this.request(`/api/v1${path}`, init));
  }

  /** The same; null where the answer is 404. */
  async find(path: string): Promise<unknown> {
    const response = await this.request(`/api/v1${path}`);
    if (response.status !== 404) return read(path, {}, response);
    await response.body?.cancel();
    return null;
  }

  /** Uploads by one multipart request. @returns the answer, whatever it is */
  send(bytes: Uint8Array, name: string, fields: Record<string, string> = {}): Promise<Response> {
    const form = new FormData();
    for (const [key, value] of Object.entries({ title: name, artist: "Somebody", ...fields }))
      form.set(key, value);
    form.set("file", new Blob([new Uint8Array(bytes)]), name);
    return this.request("/api/v1/tracks", { method: "POST", body: form });
  }

  /** Uploads. @throws when the file is not taken */
  async upload(bytes: Uint8Array, name: string, fields: Record<string, string> = {}): Promise<Track> {
    return (await read("/tracks", { method: "POST" }, await this.send(bytes, name, fields))) as Track;
  }

  async track(id: string): Promise<Track> {
    return (await this.call(`/tracks/${id}`)) as Track;
  }

  /** Waits until a track has left `processing`. */
  settled(id: string, timeout_ms = 150_000): Promise<Track> {
    return until(
      async () => {
        const track = await this.track(id);
        return track.status === "processing" ? undefined : track;
      },
      `the end of ${id}`,
      // What answers is what works on it: who asks too often makes it wait.
      { timeout_ms, every_ms: 150 },
    );
  }
}

/** An access token and the id of whose it is. */
export async function accessOf(url: string, email: string, password: string): Promise<[string, string]> {
  const call = async (path: string, init: CallInit, token?: string) =>
    read(path, init, await send(`${url}/api/v1${path}`, init, token));
  const asked = { method: "POST", json: { email, password } };
  const { access_token } = Tokens.parse(await call("/auth/token", asked));
  return [access_token, UserReply.parse(await call("/auth/me", {}, access_token)).user.id];
}

function send(address: string, init: CallInit, token?: string): Promise<Response> {
  const { json, ...rest } = init;
  const headers = new Headers(rest.headers);
  if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
  if (json === undefined) return fetch(address, { ...rest, headers });
  headers.set("content-type", "application/json");
  return fetch(address, { ...rest, headers, body: JSON.stringify(json) });
}

async function read(path: string, init: CallInit, response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${init.method ?? "GET"} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
  return text === "" ? undefined : JSON.parse(text);
}
