import { z } from "zod";
import { verifyAudit } from "./service.ts";

/** `npm run audit:verify`: walks the chain of the audit and says whether every row is as it was written. */
const env = z
  .object({ DATABASE_URL: z.string().min(1), NEON_FETCH_ENDPOINT: z.url().optional() })
  .transform(({ DATABASE_URL, NEON_FETCH_ENDPOINT }) => ({ DATABASE_URL, NEON_FETCH_ENDPOINT }))
  .safeParse(process.env);
if (!env.success) {
  console.error(z.prettifyError(env.error));
  process.exit(2);
}
const result = await verifyAudit(env.data);
if ("broken" in result) {
  const reasons = {
    gap: "a row before it is missing",
    link: "it does not carry the hash of the row before it",
    content: "its content is not what its hash was made of",
  };
  console.error(`row ${result.seq} is not as it was written: ${reasons[result.broken]}`);
  process.exit(1);
}
console.log(`${result.rows} rows are as they were written; the last hash is ${result.last_hash}`);
