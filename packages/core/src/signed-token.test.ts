import { expect, test } from "vitest";
import { openToken, signToken } from "./signed-token.ts";

const secret = "a-secret-that-is-long-enough";

test("a token opens with its own label and secret only", async () => {
  const token = await signToken("g1", { a: 1 }, secret);
  expect(await openToken("g1", token, secret)).toEqual({ a: 1 });
  expect(await openToken("j1", token, secret)).toBeNull();
  expect(await openToken("j1", token.replace(/^g1/, "j1"), secret)).toBeNull();
  expect(await openToken("g1", token, `${secret}x`)).toBeNull();
});

test.each(["", "g1", "g1..", "g1.e30.AAAA", "public", "g1.!!.??", `g1.${"A".repeat(3000)}.AA`])(
  "%j opens nothing",
  async (token) => {
    expect(await openToken("g1", token, secret)).toBeNull();
  },
);

test("every changed character breaks the signature", async () => {
  const token = await signToken("g1", { track: "x", exp: 5 }, secret);
  for (let i = 0; i < token.length - 1; i++) {
    const other = token[i] === "A" ? "B" : "A";
    expect(await openToken("g1", token.slice(0, i) + other + token.slice(i + 1), secret)).toBeNull();
  }
});

test("a short secret is refused", async () => {
  await expect(signToken("g1", {}, "short")).rejects.toThrow("at least 16");
});
