import { expect, test } from "vitest";
import { parseConfig } from "./config.ts";

test("defaults, with an empty variable counting as not set", () => {
  const config = parseConfig({ CLAMD_SOCKET: "/run/clamd.sock", PORT: "", SHARED_SECRET: "" });
  expect(config).toMatchObject({
    port: 8789,
    host: "127.0.0.1",
    slots: 2,
    clamd: { socket: "/run/clamd.sock" },
    environment: "development",
    shared_secret: undefined,
  });
});

test("clamd by host and port", () => {
  expect(parseConfig({ CLAMD_HOST: "clamav" }).clamd).toEqual({ host: "clamav", port: 3310 });
});

test.each([
  [{}, /CLAMD_SOCKET/],
  [{ CLAMD_SOCKET: "/s", SLOTS: "0" }, /SLOTS/],
  [{ CLAMD_SOCKET: "/s", PORT: "http" }, /PORT/],
  [{ CLAMD_SOCKET: "/s", SHARED_SECRET: "short" }, /SHARED_SECRET/],
])("%j is refused by name", (env, message) => {
  expect(() => parseConfig(env)).toThrow(message);
});
