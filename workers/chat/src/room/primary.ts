import type { ChatServerFrame } from "@veza/contracts/ws/chat";
import { CLOSE } from "@veza/contracts/ws/close";
import type { Placement } from "@veza/worker-kit/fan-out/placement";
import type { ApiChecks } from "./api-checks.ts";
import { type Attending, createAttendance, statusOf } from "./attendance.ts";
import { createCommands } from "./commands.ts";
import type { Effects, Room } from "./engine.ts";
import { createEventBatches } from "./event-batches.ts";
import { createLive } from "./live.ts";
import { createRoomRelays } from "./room-relays.ts";
import type { Seat, Seats } from "./seat.ts";
import type { FrameTarget } from "./socket-handler.ts";
import type { Delivery, RoomCalls } from "./wire.ts";

/** A client that is so many events behind gets them quicker by resuming. */
export const TOO_FAR_BEHIND = 2_000;

/** What the primary object's part of a room needs of the platform and of the other parts. */
export interface PrimaryPorts {
  room: Room;
  checks: ApiChecks;
  now(): number;
  /** The open sockets of this object. */
  seats: Seats;
  relay(n: number, region: string): Pick<RoomCalls, "deliver" | "reset" | "attendance">;
  /** Runs once after a while, if the object is still there then. */
  after(ms: number, run: () => void): void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** A change was stored: whoever is told of changes outside of the room is to be told. */
  onChange(): void;
}

export type Primary = ReturnType<typeof createPrimary>;

/**
 * One room that is loaded, in the object that owns it: who is here, and what of a change goes to whom, in
 * which order. What is decided and stored is the engine's; here it is only carried out.
 */
export function createPrimary(ports: PrimaryPorts) {
  const { room, checks, seats, background, now } = ports;
  const attendance = createAttendance();
  const relays = createRoomRelays({
    store: room.store,
    attendance,
    now,
    after: ports.after,
    background,
    relay: ports.relay,
    onPresence: () => live.tellPresence(),
  });
  /** One text for all. */
  const broadcast = (frame: ChatServerFrame, seqs: Pick<Delivery, "first_seq" | "last_seq"> = {}): number => {
    const text = JSON.stringify(frame);
    for (const seat of seats.all()) if (seat.who.isWelcome) seat.send(text);
    relays.sendAll({ text, ...seqs });
    return text.length;
  };
  const live = createLive({ now, after: ports.after, broadcast, sockets: relays.total }, attendance);
  const batches = createEventBatches({ room, now, after: ports.after, sockets: relays.most, broadcast });

  /** States who of this object is here, for one user. @returns whether it changed what others see */
  const attendHere = (userId: string): boolean => {
    const own = seats.of(userId).filter(({ who }) => who.isWelcome);
    return attendance.state({
      place: 0,
      version: 0,
      user_id: userId,
      devices: own.length,
      status: statusOf(own.map(({ who }) => who.status)),
    });
  };
  const endSockets = ({ user_id, reason }: Effects["closing"][number]) => {
    batches.flush();
    for (const seat of seats.of(user_id)) seat.close(CLOSE.forbidden, reason);
    relays.sendAll({ text: "", user: user_id, close: { user_id, reason } });
    // Not when their end answers the close, which it may never do.
    if (attendHere(user_id)) live.tellPresence();
  };
  const tellUser = (userId: string) => {
    const you = room.you(userId, now());
    if (you === null) return;
    const text = JSON.stringify({ t: "you", you } satisfies ChatServerFrame);
    for (const seat of seats.of(userId)) if (seat.who.isWelcome) seat.send(text);
    relays.sendAll({ text, user: userId });
  };
  const carryOut = (effects: Effects) => {
    batches.add(effects.events);
    for (const one of effects.closing) endSockets(one);
    for (const userId of effects.changed_members) tellUser(userId);
    for (const event of effects.events)
      if (event.t === "message.new") live.stopTyping(event.message.author.user_id);
    for (const { message_id, links } of effects.linked)
      background(
        "look cards up",
        checks.cards(links).then((cards) => {
          if (cards.length > 0) carryOut(room.setCards(message_id, cards, now()));
        }),
      );
    ports.onChange();
  };
  const refresh = (userId: string) => {
    if (checks.isStale(userId)) background("ask for a profile", checks.refresh(userId));
  };

  for (const userId of new Set(seats.all().map(({ who }) => who.user_id))) attendHere(userId);
  batches.resume();
  if (attendance.shown(0).online > 0) live.tellPresence();

  const target: FrameTarget = {
    hello(seat, since) {
      // What waits goes to those who are here before: the welcome holds it.
      batches.flush();
      const { user_id } = seat.who;
      const welcome = room.welcome(user_id, since, now());
      if (welcome === null) return seat.close(CLOSE.forbidden, "forbidden");
      seat.mark({ ...seat.who, isWelcome: true });
      seat.send(JSON.stringify(welcome));
      const hasChanged = attendHere(user_id);
      seat.send(JSON.stringify(live.presence()));
      if (hasChanged) live.tellPresence();
      refresh(user_id);
    },
    command: createCommands({ room, checks, now, carryOut, background }),
    typing(userId) {
      if (room.mayType(userId)) live.type(userId);
    },
    read(userId, seq) {
      if (room.read(userId, seq)) ports.onChange();
    },
    seen(seat, seq) {
      if (room.data().last_seq - seq > TOO_FAR_BEHIND) seat.close(CLOSE.too_slow, "too_slow");
    },
    show(seat) {
      if (attendHere(seat.who.user_id)) live.tellPresence();
    },
  };

  return {
    ...target,
    carryOut,
    isPresent: attendance.isPresent,
    /** Where the next socket goes. */
    place: (region: string): Placement => relays.place(seats.count(), room.data().core.relay_after, region),
    /** A socket of this object is gone. */
    leave({ who }: Seat) {
      live.stopTyping(who.user_id);
      if (attendHere(who.user_id)) live.tellPresence();
    },
    /**
     * A socket of a relay says hello; its welcome goes where its events go, so that none falls between the
     * two.
     */
    helloFrom(statement: Attending, sid: string, since: number | null): boolean {
      batches.flush();
      const welcome = room.welcome(statement.user_id, since, now());
      if (welcome === null) return false;
      const hasChanged = attendance.state(statement);
      const { last_seq } = welcome;
      relays.send(statement.place, { text: JSON.stringify(welcome), to: sid, last_seq });
      relays.send(statement.place, { text: JSON.stringify(live.presence()), to: sid });
      if (hasChanged) live.tellPresence();
      refresh(statement.user_id);
      return true;
    },
    /** A relay states how many devices of a user it has. */
    attend(statement: Attending) {
      if (statement.devices === 0) live.stopTyping(statement.user_id);
      if (attendance.state(statement)) live.tellPresence();
    },
  };
}
