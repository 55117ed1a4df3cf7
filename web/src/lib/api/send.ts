import { ApiError } from "./api-error.ts";

export interface SendOptions {
  method: string;
  headers?: Record<string, string>;
  body?: BodyInit | undefined;
  signal?: AbortSignal | undefined;
  timeoutMs: number;
  credentials?: RequestCredentials;
}

/**
 * `fetch` with a time limit whose failures are ApiErrors: `offline` when the device says so, `timeout` after
 * `timeoutMs`, `network` otherwise. A caller's own abort is passed on as it is.
 */
export async function send(address: string, options: SendOptions): Promise<Response> {
  const limit = AbortSignal.timeout(options.timeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
  try {
    return await fetch(address, {
      method: options.method,
      credentials: options.credentials ?? "same-origin",
      signal,
      ...(options.headers ? { headers: options.headers } : {}),
      ...(options.body === undefined ? {} : { body: options.body }),
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    if (limit.aborted) throw new ApiError("timeout", { status: 0, cause });
    throw new ApiError(globalThis.navigator?.onLine === false ? "offline" : "network", { status: 0, cause });
  }
}
