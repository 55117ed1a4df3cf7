/**
 * Where the next socket of something large goes. The primary object takes the first `after`; later ones go to
 * relay objects near the member, which are opened as they are needed. Nothing here knows what the sockets are
 * for.
 */
export interface RelayLoad {
  n: number;
  region: string;
  sockets: number;
}

/** One broadcast is one call to each relay, so their number bounds what a frame costs. */
export const MAX_RELAYS = 100;

export type Placement =
  | { place: "primary" }
  | { place: "relay"; n: number; region: string; isNew: boolean }
  | { place: "full" };

/**
 * @param after sockets that one object holds
 * @param region where the member is, see `regionOf`
 */
export function placeSocket(
  primary_sockets: number,
  relays: readonly RelayLoad[],
  after: number,
  region: string,
): Placement {
  if (primary_sockets < after) return { place: "primary" };
  const open = relays.filter(({ sockets }) => sockets < after);
  // The fullest of those that take one more: half-empty relays drain and cost nothing once they are empty.
  const near = fullest(open.filter((relay) => relay.region === region));
  if (near !== null) return { place: "relay", n: near.n, region, isNew: false };
  if (relays.length < MAX_RELAYS) {
    const n = relays.reduce((most, relay) => Math.max(most, relay.n), 0) + 1;
    return { place: "relay", n, region, isNew: true };
  }
  const far = fullest(open);
  return far === null ? { place: "full" } : { place: "relay", n: far.n, region: far.region, isNew: false };
}

function fullest(relays: RelayLoad[]): RelayLoad | null {
  return relays.reduce<RelayLoad | null>(
    (best, relay) => (best === null || relay.sockets > best.sockets ? relay : best),
    null,
  );
}

/** Location hints of Durable Objects by the continent of `request.cf`. */
const HINTS = {
  AF: "afr",
  AS: "apac",
  EU: "weur",
  NA: "enam",
  OC: "oc",
  SA: "sam",
} as const satisfies Record<string, DurableObjectLocationHint>;

/** The region of a continent's code; western Europe where the platform does not say. */
export function regionOf(continent: unknown): DurableObjectLocationHint {
  return HINTS[continent as keyof typeof HINTS] ?? "weur";
}

/** The hint that a stored region stands for. */
export const hintOf = (region: string): DurableObjectLocationHint =>
  Object.values(HINTS).find((hint) => hint === region) ?? "weur";
