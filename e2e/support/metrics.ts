import type { Stack } from "@veza/dev/stack";

/**
 * What the Workers count: the value of one series of the stack's `/metrics`; 0 where it was never counted.
 */
export const counted = (stack: Pick<Stack, "url" | "ports" | "secrets">, series: string): Promise<number> =>
  read(`${stack.url}/metrics`, series, { authorization: `Bearer ${stack.secrets.metrics_token}` });

/** The same of its transcoder, which counts anew with each start. */
export const transcoderCounted = (
  stack: Pick<Stack, "url" | "ports" | "secrets">,
  series: string,
): Promise<number> => read(`http://127.0.0.1:${stack.ports.transcoder}/metrics`, series);

async function read(url: string, series: string, headers: Record<string, string> = {}): Promise<number> {
  const response = await fetch(url, { headers });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}`);
  const line = (await response.text()).split("\n").find((one) => one.startsWith(`${series} `));
  return line === undefined ? 0 : Number(line.slice(series.length + 1));
}
