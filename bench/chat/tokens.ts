import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import { newId } from "@veza/core/ids";

/** Access tokens of a veza-api that does not exist, with a key of this run. */
export function createTokens(issuer: string) {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = createPrivateKey(privateKey.export({ type: "pkcs8", format: "pem" }));
  const jwk = { ...publicKey.export({ format: "jwk" }), kid: "bench", alg: "RS256", use: "sig" };
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  return {
    jwks: { keys: [jwk] },
    /** Good for an hour. */
    tokenOf(sub: string): string {
      const iat = Math.floor(Date.now() / 1000);
      const claims = {
        sub,
        role: "user",
        sid: newId("session"),
        iat,
        nbf: iat,
        exp: iat + 3_600,
        iss: issuer,
        aud: "veza",
      };
      const text = `${part({ alg: "RS256", kid: "bench", typ: "at+jwt" })}.${part(claims)}`;
      return `${text}.${sign("RSA-SHA256", Buffer.from(text), key).toString("base64url")}`;
    },
  };
}
