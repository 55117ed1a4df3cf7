import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import type { ChatEvent } from "@veza/contracts/ws/chat-room";
import { CLOSE } from "@veza/contracts/ws/close";
import { type Place as Placing, placeSocket } from "@veza/worker-kit/relay-plan";
import type { createAsking } from "./asking.ts";
import { type Attending, createAttendance, statusOf } from "./attendance.ts";
import { errorFrame, type Place } from "./door.ts";
import type { Answer, AskedFrame, CommandFrame, Effects, Room } from "./engine.ts";
import { createLive } from "./live.ts";
import type { createOutbox } from "./outbox.ts";
import { createPacer } from "./pacer.ts";
import type { Seat, Seats } from "./seat.ts";
import type { createStandings } from "./standings.ts";
import type { Delivery, RoomCalls } from "./wire.ts";

/** A client that is so many events behind gets them quicker by resuming. */
const TOO_FAR_BEHIND = 2_000;
const RETRY_RELAY_MS = 2_000;
const RECONCILE_EVERY_MS = 10_000;

/** What the head needs of the platform and of its parts. */
export interface HeadPorts {
  room: Room;
  asking: ReturnType<typeof createAsking>;
  standings: ReturnType<typeof createStandings>;
  outbox: ReturnType<typeof createOutbox>;
  now(): number;
  /** The open sockets of this object. */
  seats: Seats;
  relay(n: number, region: string): Pick<RoomCalls, "deliver" | "reset" | "attendance">;
  /** Runs once after a while, if the object is still there then. */
  after(ms: number, run: () => void): void;
  /** An alarm is wanted in so many milliseconds. */
  wake(ms: number): void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
}

export type Head = ReturnType<typeof createHead>;

/**
 * One room that is loaded: takes what members do, has it decided and stored (engine.ts), then tells. Here is the order of things and
 * nothing else.
 */
export function createHead(ports: HeadPorts) {
  const { room, asking, standings, outbox } = ports;
  const { store } = room;
  const attendance = createAttendance();
  const pacer = createPacer();
  const relays = new Map(store.relays().map(({ n, region }) => [n, region]));
  /** Relays that missed something: their sockets must come back, and get nothing until then. */
  const broken = new Set<number>();
  /** Relays that have not said who they hold since this object was loaded. */
  const unasked = new Set(relays.keys());
  const reconciled = new Map<number, number>();
  let pending: ChatEvent[] = [];
  let isFlushPlanned = false;
  /** Whether the tables say that something waits. */
  let isMarked = store.unsentFrom() !== null;
  let sending: Promise<unknown> = Promise.resolve();

  const sockets = () => [0, ...relays.keys()].reduce((sum, place) => sum + attendance.sockets(place), 0);

  /** Of the object that holds most: objects send side by side. */
  const socketsOfOne = () => Math.max(...[0, ...relays.keys()].map((place) => attendance.sockets(place)));

  const toRelay = async (n: number, region: string, delivery: Delivery) => {
    try {
      const held = await ports.relay(n, region).deliver(delivery);
      const isKnown = held === attendance.sockets(n) && !unasked.has(n);
      // Counts differ for a moment whenever somebody is on the way in or out: only now and then it is worth a look.
      if (isKnown || ports.now() - (reconciled.get(n) ?? 0) < RECONCILE_EVERY_MS) return;
      reconciled.set(n, ports.now());
      await reconcile(n, region);
    } catch (cause) {
      if (!broken.has(n)) {
        broken.add(n);
        ports.after(RETRY_RELAY_MS, () => ports.background("mend a relay", mend(n, region)));
      }
      throw cause;
    }
  };
  const mend = async (n: number, region: string) => {
    try {
      await ports.relay(n, region).reset();
      broken.delete(n);
    } catch (cause) {
      ports.after(RETRY_RELAY_MS, () => ports.background("mend a relay", mend(n, region)));
      throw cause;
    }
  };
  const reconcile = async (n: number, region: string) => {
    const { version, people } = await ports.relay(n, region).attendance();
    unasked.delete(n);
    if (attendance.replace(n, version, people)) live.tellPresence();
  };
  const toRelays = (delivery: Delivery) => {
    for (const [n, region] of relays)
      if (!broken.has(n) && (attendance.sockets(n) > 0 || unasked.has(n)))
        ports.background("tell a relay", toRelay(n, region, delivery));
  };
  /** One text for all. */
  const broadcast = (frame: ChatServerFrame, seqs: Pick<Delivery, "first_seq" | "last_seq"> = {}): number => {
    const text = JSON.stringify(frame);
    for (const seat of ports.seats.all()) if (seat.who.isWelcome) seat.send(text);
    toRelays({ text, ...seqs });
    return text.length;
  };
  const live = createLive({ now: ports.now, after: ports.after, broadcast, sockets }, attendance);

  const flush = () => {
    const [first, last] = [pending[0], pending.at(-1)];
    if (first === undefined || last === undefined) return;
    const events = pending;
    pending = [];
    if (isMarked) store.setUnsentFrom(null);
    isMarked = false;
    pacer.sent(ports.now());
    broadcast({ t: "batch", events }, { first_seq: first.seq, last_seq: last.seq });
  };

  /** Tells what was stored: at once while it is quiet, together when it is busy. What waits is marked, should this object go. */
  const post = (events: ChatEvent[]) => {
    const [first] = events;
    if (first === undefined) return;
    const wait = pacer.wait(ports.now(), socketsOfOne(), events.length);
    pending.push(...events);
    if (wait === 0) return flush();
    if (!isMarked) store.setUnsentFrom(pending[0]?.seq ?? first.seq);
    isMarked = true;
    if (isFlushPlanned) return;
    isFlushPlanned = true;
    const due = ports.now() + wait;
    ports.after(wait, () => {
      isFlushPlanned = false;
      pacer.late(ports.now() - due);
      flush();
    });
  };

  const dismiss = ({ user_id, reason }: Effects["closing"][number]) => {
    flush();
    for (const seat of ports.seats.of(user_id)) seat.close(CLOSE.forbidden, reason);
    toRelays({ text: "", user: user_id, close: { user_id, reason } });
    // Not when their end answers the close, which it may never do.
    if (attendHere(user_id)) live.tellPresence();
  };

  const carryOut = (effects: Effects) => {
    post(effects.events);
    for (const one of effects.closing) dismiss(one);
    for (const userId of effects.restood) {
      const you = room.you(userId, ports.now());
      if (you === null) continue;
      const text = JSON.stringify({ t: "you", you } satisfies ChatServerFrame);
      for (const seat of ports.seats.of(userId)) if (seat.who.isWelcome) seat.send(text);
      toRelays({ text, user: userId });
    }
    for (const event of effects.events)
      if (event.t === "message.new") live.rest(event.message.author.user_id);
    for (const { message_id, links } of effects.linked)
      ports.background(
        "look cards up",
        asking.cards(links).then((cards) => {
          if (cards.length > 0) carryOut(room.setCards(message_id, cards, ports.now()));
        }),
      );
    standings.note();
    if (!outbox.isEmpty()) ports.background("send events", outbox.run());
  };

  const run = (
    userId: string,
    frame: CommandFrame,
    attachments: Parameters<Room["command"]>[3] = [],
  ): Answer => {
    const { answer, effects } = room.command(userId, frame, ports.now(), attachments);
    carryOut(effects);
    return answer;
  };
  /** A frame about which veza-api must be asked; one after the other, so that their order stays. */
  const runAsked = async (userId: string, frame: AskedFrame): Promise<Answer> => {
    const known = room.known(userId, frame.id) ?? room.refuses(userId, frame, ports.now());
    if (known !== null) return known;
    // No file is held for what will be refused all the same.
    if (frame.t === "message.send" && room.isWatched(userId, frame.body)) return run(userId, frame);
    try {
      const checked = await asking.check(userId, frame);
      if (!checked.ok) return errorFrame(checked.code, checked.message, frame.id);
      return run(userId, frame, checked.attachments);
    } catch (cause) {
      ports.background("ask about a frame", Promise.reject(cause));
      return errorFrame("unavailable", "This could not be checked. Try again.", frame.id);
    }
  };

  /** Who of this object is here, as one statement about a user. */
  const attendHere = (userId: string) => {
    const own = ports.seats.of(userId).filter(({ who }) => who.isWelcome);
    return attendance.state({
      place: 0,
      version: 0,
      user_id: userId,
      devices: own.length,
      status: statusOf(own.map(({ who }) => who.status)),
    });
  };

  for (const userId of new Set(ports.seats.all().map(({ who }) => who.user_id))) attendHere(userId);
  const unsent = store.unsentFrom();
  if (unsent !== null) {
    // An earlier life of this object stored these and went before it told them.
    pending = room.messages.eventsAfter(unsent - 1, 1_000, null);
    flush();
  }
  if (attendance.shown(0).online > 0) live.tellPresence();

  const refresh = (userId: string) => {
    if (asking.isStale(userId)) ports.background("ask for a profile", asking.refresh(userId));
  };

  const place: Place = {
    hello(seat, since) {
      // What waits goes to those who are here before: the welcome holds it.
      flush();
      const { user_id } = seat.who;
      const welcome = room.welcome(user_id, since, ports.now());
      if (welcome === null) return seat.close(CLOSE.forbidden, "forbidden");
      seat.mark({ ...seat.who, isWelcome: true });
      seat.send(JSON.stringify(welcome));
      const hasChanged = attendHere(user_id);
      seat.send(JSON.stringify(live.presence()));
      if (hasChanged) live.tellPresence();
      refresh(user_id);
    },
    async command(userId, frame) {
      if (!asking.needs(frame)) return run(userId, frame);
      const answer = sending.then(() => runAsked(userId, frame));
      sending = answer.catch(() => undefined);
      return answer;
    },
    typing(userId) {
      if (room.you(userId, ports.now())?.role !== "read_only") live.type(userId);
    },
    read(userId, seq) {
      if (room.read(userId, seq)) standings.note();
    },
    seen(seat, seq) {
      if (room.data().last_seq - seq > TOO_FAR_BEHIND) seat.close(CLOSE.too_slow, "too_slow");
    },
    show(seat) {
      if (attendHere(seat.who.user_id)) live.tellPresence();
    },
  };

  return {
    ...place,
    carryOut,
    isPresent: attendance.isPresent,
    /** Where the next socket goes. */
    place(region: string): Placing {
      const loads = [...relays].map(([n, at]) => ({ n, region: at, sockets: attendance.sockets(n) }));
      const found = placeSocket(ports.seats.count(), loads, room.data().core.relay_after, region);
      if (found.place === "relay" && found.isNew) {
        relays.set(found.n, found.region);
        store.openRelay(found.n, found.region);
      }
      return found;
    },
    /** A socket of this object is gone. */
    leave({ who }: Seat) {
      live.rest(who.user_id);
      if (attendHere(who.user_id)) live.tellPresence();
    },
    /** A socket of a relay says hello; its welcome goes where its events go, so that none falls between the two. */
    helloFrom(statement: Attending, region: string, sid: string, since: number | null): boolean {
      flush();
      const welcome = room.welcome(statement.user_id, since, ports.now());
      if (welcome === null) return false;
      const hasChanged = attendance.state(statement);
      const { last_seq } = welcome;
      for (const delivery of [
        { text: JSON.stringify(welcome), to: sid, last_seq },
        { text: JSON.stringify(live.presence()), to: sid },
      ])
        ports.background("welcome by a relay", toRelay(statement.place, region, delivery));
      if (hasChanged) live.tellPresence();
      refresh(statement.user_id);
      return true;
    },
    /** A relay states how many devices of a user it has. */
    attend(statement: Attending) {
      if (statement.devices === 0) live.rest(statement.user_id);
      if (attendance.state(statement)) live.tellPresence();
    },
    /** The alarm: what an earlier life left to do. */
    async alarm() {
      store.forgetAnswers(ports.now());
      if (!outbox.isEmpty()) {
        // It comes again by itself where the queue does not take them.
        ports.wake(10_000);
        await outbox.run();
      }
      if (standings.isBehind()) standings.note();
    },
  };
}
