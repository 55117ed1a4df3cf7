import { AppError } from "@veza/worker-kit/app-error";
import type { Grant } from "@veza/worker-kit/grant";
import { expect, test } from "vitest";
import { listenerOf } from "./listener.ts";

const now_ms = Date.parse("2026-11-22T12:00:00Z");
const headers = (more: Record<string, string> = {}) =>
  new Headers({ "cf-connecting-ip": "203.0.113.7", "user-agent": "Player/1", ...more });
const deps = {
  verifier: async () => async (token: string, via: "bearer" | "cookie") => {
    if (token !== "good") throw new AppError("token_expired");
    return { user_id: "usr_x", role: "user" as const, session_id: "ses_x", via };
  },
  secret: "a secret of the tests",
  now_ms,
};
const grant = (user_id: string): Grant => ({ track_id: "t", user_id, tier: "listener", expires_at_ms: 0 });

test("a grant's user, then a valid credential, then a daily hash of address and browser", async () => {
  expect(await listenerOf(headers(), grant("usr_y"), deps)).toBe("usr_y");
  expect(await listenerOf(headers({ authorization: "Bearer good" }), "public", deps)).toBe("usr_x");
  const guest = await listenerOf(headers(), "public", deps);
  expect(guest).toMatch(/^guest_[\w-]{24}$/);
  expect(guest).not.toContain("203");
  expect(await listenerOf(headers(), grant("guest"), deps)).toBe(guest);
  expect(await listenerOf(headers({ authorization: "Bearer old" }), "public", deps)).toBe(guest);
});

test("another browser, address, day or secret is another guest", async () => {
  const guest = await listenerOf(headers(), "public", deps);
  const others = await Promise.all([
    listenerOf(headers({ "user-agent": "Player/2" }), "public", deps),
    listenerOf(headers({ "cf-connecting-ip": "203.0.113.8" }), "public", deps),
    listenerOf(headers(), "public", { ...deps, now_ms: now_ms + 86_400_000 }),
    listenerOf(headers(), "public", { ...deps, secret: "another" }),
  ]);
  expect(new Set([guest, ...others]).size).toBe(5);
});
