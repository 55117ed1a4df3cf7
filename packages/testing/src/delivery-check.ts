import type { ChatEvent } from "@veza/contracts/ws/chat-room";

/** What one client has seen, in the order in which it came, over all of its sockets. */
export interface Seen {
  name: string;
  events: ChatEvent[];
}
export interface Acked {
  body: string;
  seq: number;
  message_id: string;
}

/**
 * Whether everybody got everything once and in the same order, and every message that was acknowledged is there once, as it was
 * sent. @returns the faults in words; an empty list where there is none
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
      // What is true of a message changes with time; what it is does not.
      const text = event.t === "message.new" ? `${event.message.id} ${event.message.body}` : event.t;
      const before = agreed.get(event.seq) ?? text;
      agreed.set(event.seq, before);
      if (before !== text) faults.push(`${name}: ${event.seq} is «${text}», for others «${before}»`);
    }
    if (expected !== last_seq + 1) faults.push(`${name}: ended at ${expected - 1} and not at ${last_seq}`);
  }
  const all = clients[0]?.events ?? [];
  const messages = all.flatMap((event) => (event.t === "message.new" ? [event] : []));
  const perBody = Map.groupBy(messages, ({ message }) => message.body);
  for (const [body, found] of perBody)
    if (found.length > 1) faults.push(`«${body}» is there ${found.length} times`);
  for (const { body, seq, message_id } of acked) {
    const found = perBody.get(body)?.[0];
    if (found === undefined) faults.push(`«${body}» was acknowledged and is lost`);
    else if (found.seq !== seq || found.message.id !== message_id)
      faults.push(`«${body}» was acknowledged as ${seq} and is ${found.seq}`);
  }
  return faults;
}
