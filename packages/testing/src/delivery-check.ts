import type { ChatEvent } from "@veza/contracts/ws/chat-room";

/** What stays true of an event: a message's text may change later, what it is does not. */
export interface SeenEvent {
  seq: number;
  /** Of a message `message.new`, its id and text; of others their type. */
  what: string;
  message_id: string | null;
  body: string | null;
}
export function seenOf(event: ChatEvent): SeenEvent {
  if (event.t !== "message.new") return { seq: event.seq, what: event.t, message_id: null, body: null };
  const { id, body } = event.message;
  return { seq: event.seq, what: `${id} ${body}`, message_id: id, body };
}

/** What one client has seen, in the order in which it came, over all of its sockets. */
export interface Seen {
  name: string;
  events: SeenEvent[];
}
export interface Acked {
  body: string;
  seq: number;
  message_id: string;
}

/**
 * Whether everybody got everything once and in the same order, and every message that was acknowledged is
 * there once, as it was sent. @returns the faults in words; an empty list where there is none
 */
export function deliveryFaults(clients: Seen[], acked: Acked[], last_seq: number): string[] {
  const faults: string[] = [];
  const agreed = new Map<number, string>();
  for (const { name, events } of clients) {
    const [first] = events;
    let expected = first?.seq ?? 0;
    for (const event of events) {
      if (event.seq !== expected) faults.push(`${name}: ${event.seq} came where ${expected} was due`);
      expected = event.seq + 1;
      const before = agreed.get(event.seq) ?? event.what;
      agreed.set(event.seq, before);
      if (before !== event.what)
        faults.push(`${name}: ${event.seq} is «${event.what}», for others «${before}»`);
    }
    if (expected !== last_seq + 1) faults.push(`${name}: ended at ${expected - 1} and not at ${last_seq}`);
  }
  const messages = (clients[0]?.events ?? []).filter(({ message_id }) => message_id !== null);
  const perBody = Map.groupBy(messages, ({ body }) => body ?? "");
  for (const [body, found] of perBody)
    if (found.length > 1) faults.push(`«${body}» is there ${found.length} times`);
  for (const { body, seq, message_id } of acked) {
    const found = perBody.get(body)?.[0];
    if (found === undefined) faults.push(`«${body}» was acknowledged and is lost`);
    else if (found.seq !== seq || found.message_id !== message_id)
      faults.push(`«${body}» was acknowledged as ${seq} and is ${found.seq}`);
  }
  return faults;
}
