/**
 * `__Host-` (RFC 6265bis §4.1.3.2): Secure, Path=/ and no Domain, so that no other host can set or read it.
 */
export const ACCESS_COOKIE = "__Host-veza_access";
export const REFRESH_COOKIE = "__Host-veza_refresh";
export const CSRF_COOKIE = "__Host-veza_csrf";

/** The value of one cookie of a Cookie header, or undefined. */
export function readCookie(header: string | null | undefined, name: string): string | undefined {
  for (const part of (header ?? "").split(";")) {
    const at = part.indexOf("=");
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** The access token of a request and where it came from. A Bearer header wins over a cookie. */
export function readAccessToken(headers: Headers): { token: string; via: "cookie" | "bearer" } | null {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const match = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization);
    return { token: match?.[1] ?? "", via: "bearer" };
  }
  const cookie = readCookie(headers.get("cookie"), ACCESS_COOKIE);
  return cookie === undefined ? null : { token: cookie, via: "cookie" };
}

/**
 * Whether a browser says that this request comes from one of our own pages: Fetch Metadata where it is sent,
 * the Origin header otherwise. A program that sends neither is not a browser and passes: it carries no
 * ambient credential that a hostile page could borrow. What is ours is said by the configuration alone: the
 * Host header, which a request's URL is made of, is the client's to choose.
 */
export function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin" && site !== "none") return false;
  const origin = headers.get("origin");
  return origin === null || origin === new URL(publicUrl).origin;
}
