import { Agent, request } from "node:http";
import { join } from "node:path";
import { isInstalled, run } from "./processes.ts";

export interface Load {
  /** Answers a second. */
  rate: number;
  /** ms. */
  p99: number;
  requests: number;
}

/**
 * Asks one address over 16 connections, as many networks. @throws when an answer was no success
 * @param seconds how long
 */
export async function load(url: string, seconds: number): Promise<Load> {
  return isInstalled("wrk") ? loadByWrk(url, seconds) : loadByNode(url, seconds);
}

/** Whether figures are bounded by Node instead of wrk; to be said beside them. */
export const loadNote = (): string =>
  isInstalled("wrk") ? "" : "wrk is not installed (Debian: wrk): Node asks, and is the bound";

async function loadByWrk(url: string, seconds: number): Promise<Load> {
  const networks = join(import.meta.dirname, "many-networks.lua");
  const text = await run("wrk", ["-t1", "-c16", `-d${seconds}s`, "--latency", "-s", networks, url]);
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(text);
  const scale = { us: 0.001, ms: 1, s: 1000 }[p99?.[2] ?? "ms"] ?? 1;
  const errors = /Non-2xx or 3xx responses: (\d+)/.exec(text)?.[1];
  if (errors !== undefined) throw new Error(`${errors} answers were errors`);
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]),
    requests: Number(/(\d+) requests in/.exec(text)?.[1]),
    p99: Number(p99?.[1]) * scale,
  };
}

async function loadByNode(url: string, seconds: number): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const took: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1000;
  const ask = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const at = performance.now();
      const headers = { "cf-connecting-ip": `10.${n % 250}.${Math.floor(n / 250) % 250}.1` };
      request(url, { agent, headers }, (response) => {
        response.resume();
        if (response.statusCode !== 200) reject(new Error(`an answer was ${response.statusCode}`));
        response.once("end", () => {
          took.push(performance.now() - at);
          resolve();
        });
      })
        .once("error", reject)
        .end();
    });
  let n = 0;
  const connection = async () => {
    while (performance.now() < end) await ask(n++);
  };
  await Promise.all(Array.from({ length: 16 }, connection));
  agent.destroy();
  took.sort((a, b) => a - b);
  const elapsed_s = (performance.now() - started) / 1000;
  return {
    rate: took.length / elapsed_s,
    requests: took.length,
    p99: took[Math.floor(took.length * 0.99)] ?? 0,
  };
}
