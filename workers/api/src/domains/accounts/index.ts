import { UserId } from "@veza/contracts/ids";
import { type Domain, HOUR_MS } from "../../domain.ts";
import { publicJwks } from "../../keys.ts";
import { mountAccounts } from "./routes.ts";
import { getAccount, toAuthor } from "./service.ts";
import { expireUnconfirmed, forgetOldSecrets } from "./upkeep.ts";

export const accounts: Domain = {
  mount: mountAccounts,
  chores: [
    {
      name: "expire accounts that nobody confirmed",
      every_ms: HOUR_MS,
      run: (env, { now }) => expireUnconfirmed(env, now),
    },
    { name: "forget old secrets", every_ms: HOUR_MS, run: (env, { now }) => forgetOldSecrets(env, now) },
  ],
  rpc: {
    jwks: async (env) => publicJwks(env) as { keys: JsonWebKey[] },
    username: async (env, userId) => (await getAccount(env, UserId.parse(userId)))?.username ?? null,
    async profile(env, userId) {
      const account = await getAccount(env, UserId.parse(userId));
      return account === null ? null : toAuthor(account);
    },
  },
};
