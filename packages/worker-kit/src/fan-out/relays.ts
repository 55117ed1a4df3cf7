import { type Placement, placeSocket, type RelayLoad } from "./placement.ts";

const RECONCILE_EVERY_MS = 10_000;

/** What the primary object's book of relays needs. */
export interface RelayBookPorts<Delivery> {
  /** Relays that were opened before. */
  opened: Omit<RelayLoad, "sockets">[];
  saveOpened(n: number, region: string): void;
  /** Sockets of a place as this object has them in its books; place 0 is itself. */
  sockets(place: number): number;
  /** Hands a relay something for its sockets, in the order of the calls. @returns how many it has */
  deliver(n: number, region: string, delivery: Delivery): Promise<number>;
  /** Asks a relay for all that it holds. */
  reconcile(n: number, region: string): Promise<void>;
  /** A relay did not get a delivery. */
  onMissed(n: number, region: string): void;
  now(): number;
  background(what: string, work: Promise<unknown>): void;
}

export type RelayBook<Delivery> = ReturnType<typeof createRelayBook<Delivery>>;

/**
 * The relays of a primary object: where the next socket goes, and what is told to all. A relay that answers
 * with another number of sockets than the books say is asked for all of them, now and then.
 * @param areAsked false where the books begin empty in every life of the object: then each relay is told
 * things, and asked, once
 */
export function createRelayBook<Delivery>(ports: RelayBookPorts<Delivery>, areAsked = true) {
  const regions = new Map(ports.opened.map(({ n, region }) => [n, region]));
  const unasked = new Set(areAsked ? [] : regions.keys());
  const reconciled = new Map<number, number>();
  const places = () => [0, ...regions.keys()];

  const reconcile = async (n: number) => {
    await ports.reconcile(n, regions.get(n) ?? "");
    unasked.delete(n);
  };
  const send = async (n: number, delivery: Delivery): Promise<void> => {
    const region = regions.get(n) ?? "";
    let held: number;
    try {
      held = await ports.deliver(n, region, delivery);
    } catch (cause) {
      ports.onMissed(n, region);
      throw cause;
    }
    if (held === ports.sockets(n) && !unasked.has(n)) return;
    // Counts differ for a moment whenever somebody is on the way in or out: only now and then it is worth a
    // look.
    if (ports.now() < (reconciled.get(n) ?? 0) + RECONCILE_EVERY_MS) return;
    reconciled.set(n, ports.now());
    await reconcile(n);
  };

  return {
    /**
     * Where the next socket goes. A new relay is known from now on, so that two who come at once don't both
     * open it.
     * @param own sockets that the primary object has accepted
     * @param after sockets that one object holds
     */
    place(own: number, after: number, region: string): Placement {
      const loads = [...regions].map(([n, at]) => ({ n, region: at, sockets: ports.sockets(n) }));
      const found = placeSocket(own, loads, after, region);
      if (found.place === "relay" && found.isNew) {
        regions.set(found.n, found.region);
        ports.saveOpened(found.n, found.region);
      }
      return found;
    },
    /** Sockets of all places. */
    total: (): number => places().reduce((sum, place) => sum + ports.sockets(place), 0),
    /** Sockets of the place that holds most: objects send side by side. */
    most: (): number => Math.max(...places().map((place) => ports.sockets(place))),
    /** To one relay, nobody waiting for it. */
    send: (n: number, delivery: Delivery): void => ports.background("deliver to a relay", send(n, delivery)),
    /** To every relay that holds sockets. @param isLeftOut relays that get nothing now */
    sendAll(delivery: Delivery, isLeftOut: (n: number) => boolean = () => false): void {
      for (const n of regions.keys())
        if (!isLeftOut(n) && (ports.sockets(n) > 0 || unasked.has(n)))
          ports.background("deliver to a relay", send(n, delivery));
    },
    /** Asks every relay that should hold somebody for all that it holds. @throws where one does not answer */
    async reconcileAll(): Promise<void> {
      for (const n of regions.keys()) if (ports.sockets(n) > 0) await reconcile(n);
    },
    reconcile,
  };
}
