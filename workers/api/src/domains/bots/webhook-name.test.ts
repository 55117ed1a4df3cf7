import { Username } from "@veza/contracts/http/accounts";
import fc from "fast-check";
import { expect, test } from "vitest";
import { webhookUsername } from "./webhook-name.ts";

const zeros = new Uint8Array(8);

test.each([
  ["Build server", "build_server_00000000"],
  ["  Café #3! ", "cafe_3_00000000"],
  ["お知らせ", "webhook_00000000"],
])("%s", (name, username) => {
  expect(webhookUsername(name, zeros)).toBe(username);
});

test("whatever it is called, it is a username", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1, maxLength: 50 }),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      (name, random) => {
        expect(Username.safeParse(webhookUsername(name, random)).success).toBe(true);
      },
    ),
    { seed: 3 },
  );
});
