import type { CompanyFacts } from "@veza/contracts/rpc";
import { refusesGuest, type Unwelcome } from "@veza/core/company";

const WELCOME_MS = 1_000;
const MAX_WELCOMES = 10_000;

/**
 * Whether members are still welcome to the host: one whom the host has blocked since they came does nothing
 * more.
 */
export function createGuests(ports: {
  now(): number;
  company(userId: string, host: string): Promise<CompanyFacts | null>;
}) {
  const welcomes = new Map<string, number>();
  return {
    /**
     * Why a member may do nothing; null when they may. Asked again after a second.
     * @throws when veza-api does not answer
     */
    async refuses(userId: string, host: string): Promise<Unwelcome | null> {
      const known = welcomes.get(userId);
      if (userId === host || (known !== undefined && Math.abs(ports.now() - known) < WELCOME_MS)) return null;
      const company = await ports.company(userId, host);
      const refusal = company === null ? "email_not_verified" : refusesGuest(company, host);
      if (welcomes.size > MAX_WELCOMES) welcomes.clear();
      if (refusal === null) welcomes.set(userId, ports.now());
      return refusal;
    },
    /** Another host: what is known of the last one's guests says nothing. */
    forget: () => welcomes.clear(),
  };
}
