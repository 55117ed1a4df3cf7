import type { Entitlement } from "@veza/contracts/rpc";

/** What veza-api said, for as long as it said: a track made private is silent within a grant's life. */
export class EntitlementCache {
  readonly #ask: (userId: string, trackId: string) => Promise<Entitlement | null>;
  readonly #known = new Map<string, Entitlement>();

  constructor(ask: (userId: string, trackId: string) => Promise<Entitlement | null>) {
    this.#ask = ask;
  }

  put(userId: string, entitlement: Entitlement): void {
    if (this.#known.size >= 200) this.#known.clear();
    this.#known.set(`${userId}/${entitlement.track.id}`, entitlement);
  }

  /** A refusal is not remembered: the next moment may allow it. */
  async get(userId: string, trackId: string, now_ms: number): Promise<Entitlement | null> {
    const key = `${userId}/${trackId}`;
    const known = this.#known.get(key);
    if (known !== undefined && known.expires_at_ms > now_ms) return known;
    this.#known.delete(key);
    const entitlement = await this.#ask(userId, trackId);
    if (entitlement !== null) this.put(userId, entitlement);
    return entitlement;
  }
}
