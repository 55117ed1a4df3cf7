import { TUS_CHECKSUMS, TUS_EXTENSIONS, TUS_VERSION } from "@veza/contracts/http/uploads";
import { AppError } from "@veza/worker-kit/app-error";

/** On every answer of the protocol. */
export const TUS_HEADERS = { "tus-resumable": TUS_VERSION, "cache-control": "no-store" };

/** What `OPTIONS` says of the server. */
export function tusOptions(maxBytes: number): Record<string, string> {
  return {
    ...TUS_HEADERS,
    "tus-version": TUS_VERSION,
    "tus-extension": TUS_EXTENSIONS.join(","),
    "tus-checksum-algorithm": TUS_CHECKSUMS.join(","),
    "tus-max-size": String(maxBytes),
  };
}

/**
 * Throws `tus_version_unsupported` (412, with the version that we speak) unless the request speaks tus 1.0.
 */
export function requireTusVersion(headers: Headers): void {
  if (headers.get("tus-resumable") !== TUS_VERSION) {
    throw new AppError("tus_version_unsupported", { headers: { "tus-version": TUS_VERSION } });
  }
}

/** Requests of extensions that we do not speak, by the header that asks for them. */
const UNSUPPORTED = {
  "upload-concat": "concatenation",
  "upload-defer-length": "creation-defer-length",
} as const;

/**
 * Throws `tus_extension_unsupported` by name: silently making something else of the request would lose the
 * file.
 */
export function refuseUnsupported(headers: Headers): void {
  for (const [header, extension] of Object.entries(UNSUPPORTED)) {
    if (headers.has(header))
      throw new AppError("tus_extension_unsupported", {
        detail: `The tus extension ${extension} is not offered here; see Tus-Extension of OPTIONS.`,
      });
  }
}

const OVERRIDES = ["PATCH", "DELETE", "HEAD"] as const;

/**
 * The method that a POST stands for (`X-HTTP-Method-Override`, tus core), for clients behind something that
 * lets no other method through. Throws `method_not_allowed` without the header, `invalid_request` for a
 * method that uploads do not have.
 */
export function overriddenMethod(headers: Headers): (typeof OVERRIDES)[number] {
  const wanted = headers.get("x-http-method-override");
  if (wanted === null) throw new AppError("method_not_allowed");
  const method = OVERRIDES.find((it) => it === wanted.trim().toUpperCase());
  if (method === undefined)
    throw new AppError("invalid_request", {
      detail: `X-HTTP-Method-Override takes ${OVERRIDES.join(", ")}.`,
    });
  return method;
}

/**
 * A header that holds a whole number of bytes; null when it is absent. Throws `invalid_request` when
 * malformed.
 */
export function byteHeader(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  if (text === null) return null;
  if (!/^\d{1,15}$/.test(text))
    throw new AppError("invalid_request", { detail: `${name} is not a number of bytes.` });
  return Number(text);
}

/** `Upload-Metadata`: comma-separated pairs of a key and a base64 value. Throws `invalid_request`. */
export function parseMetadata(header: string | null): Map<string, string> {
  const fields = new Map<string, string>();
  for (const pair of (header ?? "").split(",")) {
    const [key = "", value = "", ...rest] = pair.trim().split(" ");
    if (key === "") continue;
    if (rest.length > 0 || fields.has(key))
      throw new AppError("invalid_request", { detail: "Upload-Metadata is malformed." });
    try {
      const bytes = Uint8Array.from(atob(value), (char) => char.charCodeAt(0));
      fields.set(key, new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes));
    } catch (cause) {
      throw new AppError("invalid_request", {
        detail: `Upload-Metadata: ${key} is not base64 of UTF-8.`,
        cause,
      });
    }
  }
  return fields;
}

export interface Checksum {
  algorithm: "SHA-256" | "SHA-1";
  /** Lower-case hex. */
  expected: string;
}

/**
 * `Upload-Checksum: {algorithm} {base64}`. Throws `invalid_request` for an unknown algorithm or a malformed
 * value.
 */
export function parseChecksum(header: string | null): Checksum | null {
  if (header === null) return null;
  const [name = "", value = ""] = header.trim().split(" ");
  const algorithm = name === "sha256" ? "SHA-256" : name === "sha1" ? "SHA-1" : null;
  if (algorithm === null)
    throw new AppError("invalid_request", { detail: "Upload-Checksum: this algorithm is not supported." });
  try {
    const binary = atob(value);
    return {
      algorithm,
      expected: Array.from(binary, (char) => char.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
    };
  } catch (cause) {
    throw new AppError("invalid_request", { detail: "Upload-Checksum is not base64.", cause });
  }
}
