import { expect, test } from "vitest";
import { tusErrorCode } from "./tus-run.ts";

test.each([
  [413, JSON.stringify({ code: "file_too_large" }), "file_too_large"],
  [403, JSON.stringify({ code: "email_not_verified" }), "email_not_verified"],
  [403, JSON.stringify({ code: "unheard_of" }), "bad_reply"],
  [401, "", "unauthenticated"],
  [502, "<html>", "internal"],
  [0, "", "network"],
  [413, "<html>", "file_too_large"],
])("%i %s is %s", (status, body, code) => {
  expect(tusErrorCode(status, body)).toBe(code);
});
