import { exportJWK, generateKeyPair, type JWK, SignJWT } from "jose";
import { beforeAll, describe, expect, test } from "vitest";
import { createVerifier, signAccessToken, type TokenVerifier } from "./access-token.ts";
import { AppError } from "./app-error.ts";

const ISSUER = "https://veza.test";
const NOW = 1_800_000_000_000;
const claims = {
  user_id: "usr_01h455vb4pex5vsknk084sn02q",
  role: "artist" as const,
  session_id: "ses_01h455vb4pex5vsknk084sn02q",
};
let key: JWK & { kid: string };
let verify: TokenVerifier;
let privateKey: CryptoKey;

const publicOf = ({ kid, kty, n, e }: JWK) => ({ kid, kty, n, e, alg: "RS256", use: "sig" }) as JWK;
beforeAll(async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  privateKey = pair.privateKey;
  key = { ...(await exportJWK(pair.privateKey)), kid: "k1" };
  verify = createVerifier({ keys: [publicOf(key)] }, ISSUER, () => NOW);
});

const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "accepted",
    (thrown: unknown) => (thrown instanceof AppError ? thrown.code : thrown),
  );
const forge = (
  header: object,
  payload: object = {},
  options: { aud?: string; iss?: string; from?: number } = {},
) => {
  const iat = (options.from ?? NOW) / 1000;
  return new SignJWT({ role: "admin", sid: claims.session_id, ...payload })
    .setProtectedHeader({ alg: "RS256", kid: "k1", typ: "at+jwt", ...header })
    .setSubject(claims.user_id)
    .setIssuer(options.iss ?? ISSUER)
    .setAudience(options.aud ?? "veza")
    .setIssuedAt(iat)
    .setExpirationTime(iat + 900)
    .sign(privateKey);
};

test("a token says who, as what, in which session, for fifteen minutes", async () => {
  const token = await signAccessToken(claims, key, ISSUER, NOW);
  expect(await verify(token, "bearer")).toEqual({ ...claims, via: "bearer" });
  const later = createVerifier({ keys: [publicOf(key)] }, ISSUER, () => NOW + 16 * 60_000);
  expect(await codeOf(later(token, "bearer"))).toBe("token_expired");
});

// RFC 8725 §2 and §3: the known ways to forge a JWT.
describe("refused", () => {
  test.each([
    ["of another type", () => forge({ typ: "JWT" })],
    ["of an unknown key", () => forge({ kid: "k2" })],
    ["for another audience", () => forge({}, {}, { aud: "other" })],
    ["of another issuer", () => forge({}, {}, { iss: "https://evil.test" })],
    ["of the future", () => forge({}, {}, { from: NOW + 600_000 })],
    ["with a role that does not exist", () => forge({}, { role: "god" })],
    ["with a subject that is no user", () => forge({}, { sub: "trk_01h455vb4pex5vsknk084sn02q", sid: "x" })],
    [
      "HS256 under the public key",
      async () =>
        new SignJWT({ role: "admin" })
          .setProtectedHeader({ alg: "HS256", kid: "k1", typ: "at+jwt" })
          .sign(new TextEncoder().encode(key.n)),
    ],
    ["unsigned", async () => `${btoa('{"alg":"none","typ":"at+jwt"}')}.${btoa("{}")}.`],
    ["empty", async () => ""],
  ])("a token %s", async (_name, make) =>
    expect(await codeOf(verify(await make(), "bearer"))).toBe("unauthenticated"),
  );

  test("one with a changed payload", async () => {
    const [header, payload, signature] = (await signAccessToken(claims, key, ISSUER, NOW)).split(".");
    const changed = btoa(atob(payload ?? "").replace("artist", "admin_")).replaceAll("=", "");
    expect(await codeOf(verify(`${header}.${changed}.${signature}`, "bearer"))).toBe("unauthenticated");
  });
});

test("during a rotation tokens of both keys are accepted", async () => {
  const pair = await generateKeyPair("RS256", { extractable: true });
  const next = { ...(await exportJWK(pair.privateKey)), kid: "k2" };
  const both = createVerifier({ keys: [publicOf(key), publicOf(next)] }, ISSUER, () => NOW);
  for (const one of [key, next])
    expect(await both(await signAccessToken(claims, one, ISSUER, NOW), "cookie")).toMatchObject(claims);
});
