import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";

const Secret = z.string().min(32);
const Secrets = z.object({
  /** The value of JWT_KEYS: `{"active": kid, "keys": [private JWK]}` as JSON. */
  jwt_keys: z.string(),
  grant_secret: Secret,
  job_token_secret: Secret,
  csrf_secret: Secret,
  metrics_token: Secret,
  transcoder_secret: Secret,
});
export type Secrets = z.infer<typeof Secrets>;

const random = () => randomBytes(32).toString("base64url");

/** New secrets for one copy of the development stack. */
export function generateSecrets(): Secrets {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = `dev-${randomBytes(6).toString("hex")}`;
  const key = { ...privateKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" };
  return {
    jwt_keys: JSON.stringify({ active: kid, keys: [key] }),
    grant_secret: random(),
    job_token_secret: random(),
    csrf_secret: random(),
    metrics_token: random(),
    transcoder_secret: random(),
  };
}

/** The secrets kept in `file`, made on the first call; readable by their owner alone. */
export async function loadSecrets(file: string): Promise<Secrets> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (text !== undefined) return Secrets.parse(JSON.parse(text));
  const secrets = generateSecrets();
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(secrets, undefined, 2)}\n`, { mode: 0o600, flag: "wx" });
  return secrets;
}
