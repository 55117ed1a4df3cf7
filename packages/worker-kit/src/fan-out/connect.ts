import { hintOf } from "./placement.ts";
import { objectName, relayOf, type SeatRequest, seatHeaders } from "./wire.ts";

/** What is needed of a namespace of Durable Objects. */
interface Namespace<Id> {
  idFromName(name: string): Id;
  get(
    id: Id,
    options: { locationHint: DurableObjectLocationHint },
  ): { fetch(url: string, init: RequestInit): Promise<Response> };
}

/**
 * Takes a verified socket to the primary object, or on to the relay that it names: no message of a relay's
 * member passes through the primary's socket, nor through this Worker.
 * @param asked who it is and where they are, with what the protocol adds
 * @returns null in `response` where the primary names no relay
 */
export async function connectSeat<Id, Asked extends Omit<SeatRequest, "place">>(
  namespace: Namespace<Id>,
  id: string,
  url: string,
  asked: Asked,
): Promise<{ outcome: "primary" | "relay"; response: Response } | { outcome: "overloaded"; response: null }> {
  const take = (place: number, region: string) =>
    namespace
      .get(namespace.idFromName(objectName(id, place)), { locationHint: hintOf(region) })
      .fetch(url, { headers: seatHeaders({ ...asked, place, region }) });
  const response = await take(0, asked.region);
  const relay = relayOf(response);
  if (relay === "here") return { outcome: "primary", response };
  if (relay === null) return { outcome: "overloaded", response: null };
  return { outcome: "relay", response: await take(relay.n, relay.region) };
}
