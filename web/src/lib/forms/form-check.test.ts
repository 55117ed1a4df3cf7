import { createParty } from "@veza/contracts/http/parties";
import { createRoom } from "@veza/contracts/http/rooms";
import { login, register } from "@veza/contracts/http/sign-in";
import { TrackEdit, updateTrack } from "@veza/contracts/http/tracks";
import { describe, expect, test } from "vitest";
import { ApiError } from "../api/api-error.ts";
import { invalidFields, longestOf, refusedFields } from "./form-check.ts";

describe("what the contract says of a form", () => {
  test("names every field that it refuses, and no other", () => {
    const body = { username: "A!", email: "nobody", password: "12345678", locale: "en" };
    expect([...invalidFields(register.body, body)].sort()).toEqual(["email", "username"]);
    expect(invalidFields(register.body, { ...body, username: "abc", email: "a@b.cc" }).size).toBe(0);
    expect([...invalidFields(login.body, { email: "", password: "" })].sort()).toEqual(["email", "password"]);
  });

  test("an item that does not fit is its list's fault", () => {
    expect([...invalidFields(updateTrack.body, { tags: ["", "ok"], bpm: 1 })].sort()).toEqual([
      "bpm",
      "tags",
    ]);
  });

  test("limits of text fields, also of those that may be empty or left out", () => {
    expect([longestOf(createParty.body, "name"), longestOf(createRoom.body, "topic")]).toEqual([100, 500]);
    expect(["title", "description", "genre"].map((it) => longestOf(TrackEdit, it))).toEqual([200, 2_000, 50]);
    expect([longestOf(TrackEdit, "bpm"), longestOf(TrackEdit, "license")]).toEqual([undefined, undefined]);
  });
});

describe("what the platform says of a form", () => {
  const refusal = (code: "validation_failed" | "username_taken" | "internal", pointers: string[] = []) =>
    new ApiError(code, {
      status: 422,
      fields: pointers.map((pointer) => ({ pointer, code: "too_small", message: "…" })),
    });

  test("fields that it points at, and the field that a code is about", () => {
    const codes = { username_taken: "username" };
    expect([...refusedFields(refusal("validation_failed", ["/tags/2", "/bpm"]), codes)]).toEqual([
      "tags",
      "bpm",
    ]);
    expect([...refusedFields(refusal("username_taken"), codes)]).toEqual(["username"]);
    expect(refusedFields(refusal("internal"), codes).size).toBe(0);
    expect(refusedFields(new Error("offline"), codes).size).toBe(0);
    expect(refusedFields(null, codes).size).toBe(0);
  });
});
