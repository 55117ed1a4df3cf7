import { z } from "zod";
import { DEMO_PASSWORD } from "./catalogue.ts";

const Tokens = z.object({ access_token: z.string() });
const Me = z.object({ user: z.object({ id: z.string() }) });

export type CallInit = RequestInit & { json?: unknown };

/** One of the demo's accounts at the public API: the seed has no other way to put anything in. */
export interface Session {
  token: string;
  user_id: string;
  /** The parsed answer of `/api/v1{path}`; throws for every status that is not 2xx. */
  call(path: string, init?: CallInit): Promise<unknown>;
  /** The same; null where the answer is 404. */
  find(path: string): Promise<unknown>;
}

/** Signs in with the demo's password. A token lasts a quarter of an hour. */
export async function openSession(url: string, email: string): Promise<Session> {
  const request = async (path: string, init: CallInit, token?: string): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (init.json !== undefined) headers.set("content-type", "application/json");
    const body = init.json === undefined ? init.body : JSON.stringify(init.json);
    return fetch(`${url}/api/v1${path}`, { ...init, headers, ...(body === undefined ? {} : { body }) });
  };
  const read = async (path: string, init: CallInit, response: Response): Promise<unknown> => {
    const text = await response.text();
    if (!response.ok)
      throw new Error(`${init.method ?? "GET"} ${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text === "" ? undefined : JSON.parse(text);
  };
  const path = "/auth/token";
  const init = { method: "POST", json: { email, password: DEMO_PASSWORD } };
  const token = Tokens.parse(await read(path, init, await request(path, init))).access_token;
  const call: Session["call"] = async (to, asked = {}) => read(to, asked, await request(to, asked, token));
  const me = Me.parse(await call("/auth/me"));
  return {
    token,
    user_id: me.user.id,
    call,
    async find(to) {
      const response = await request(to, {}, token);
      if (response.status === 404) {
        await response.body?.cancel();
        return null;
      }
      return read(to, {}, response);
    },
  };
}
