import { PlatformEvent } from "@veza/contracts/events";
import { expect, test } from "vitest";
import { MINUTE_MS, type RpcTable } from "./domain.ts";
import { DOMAINS } from "./domains/index.ts";
import { RPC } from "./rpc.ts";

const handlers = DOMAINS.flatMap((domain) => domain.handlers ?? []);
const chores = DOMAINS.flatMap((domain) => domain.chores ?? []);

/** The type asks for every name of the contract. */
const ASKED: Record<keyof RpcTable, true> = {
  jwks: true,
  unreadNotifications: true,
  username: true,
  entitle: true,
  profile: true,
  company: true,
  cards: true,
  attachments: true,
};
/** Events that nobody acts on yet. */
const UNHEARD = ["user.created"];

test("everything that other Workers may ask is answered by one domain", () => {
  const names = DOMAINS.flatMap((domain) => Object.keys(domain.rpc ?? {}));
  expect(names.toSorted()).toEqual(Object.keys(ASKED).toSorted());
  expect(Object.keys(RPC).toSorted()).toEqual(names.toSorted());
});

test("every event has a handler, and every handler an event", () => {
  const types = PlatformEvent.options.map((option) => option.shape.type.value);
  const handled = new Set(handlers.map(({ event }) => event));
  expect(types.filter((type) => !handled.has(type))).toEqual(UNHEARD);
});

test("names of handlers and chores are unique, for the database knows them by name", () => {
  for (const names of [handlers.map(({ name }) => name), chores.map(({ name }) => name)])
    expect(new Set(names).size).toBe(names.length);
});

test("no chore wants to run more often than the cron comes", () => {
  for (const { every_ms } of chores) expect(every_ms).toBeGreaterThanOrEqual(MINUTE_MS);
});
