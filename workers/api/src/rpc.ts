import type { RpcTable } from "./domain.ts";
import { DOMAINS } from "./domains/index.ts";

/** Every answer to other Workers, from the domains that give them. */
export const RPC: Partial<RpcTable> = Object.assign({}, ...DOMAINS.map(({ rpc }) => rpc ?? {}));
