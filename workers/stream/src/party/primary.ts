import type { PartySummary } from "@veza/contracts/http/parties";
import type { CompanyFacts, Entitlement } from "@veza/contracts/rpc";
import {
  MEMBERS_SHOWN,
  type PartyItem,
  type PartyMember,
  type PartyServerFrame,
} from "@veza/contracts/ws/party";
import type { Statement } from "@veza/core/roster";
import type { Placement } from "@veza/worker-kit/fan-out/placement";
import { createRelayBook } from "@veza/worker-kit/fan-out/relays";
import { createAudience } from "./audience.ts";
import { createCommands } from "./commands.ts";
import { type Outcome, roleOf } from "./engine.ts";
import { cardForAll, itemFrame, type ReactionCounts } from "./frames.ts";
import { createNews } from "./pending-news.ts";
import { createReactionSum, REACTIONS_EVERY_MS } from "./reactions.ts";
import type { Seat } from "./seat.ts";
import type { PartyState } from "./state.ts";
import type { PartyStore } from "./store.ts";
import { underHost } from "./succession.ts";
import { begun, nextTurn, orderOf, settled, timelineFrame } from "./timeline.ts";

/** A text for the sockets of a relay: for all who were welcomed, or for the one that is being welcomed. */
export type Delivery = { text: string; to?: string; isLast?: boolean };

/** The alarms of a party's primary object. */
export const PARTY_ALARMS = ["turn", "news", "relays", "expiry", "succession"] as const;
export type PartyAlarm = (typeof PARTY_ALARMS)[number];

const RETRY_RELAY_MS = 2_000;

/** What the primary object's part of a party needs of the platform. */
export interface PrimaryPorts {
  store: PartyStore;
  now(): number;
  /** The sockets of this object. */
  seats(): Seat[];
  /**
   * Sends to all sockets of a relay (or to one), in the order of the calls.
   * @returns how many sockets it has
   */
  deliver(relay: number, region: string, delivery: Delivery): Promise<number>;
  /** Everybody who is on a relay. */
  rosterOf(
    relay: number,
    region: string,
  ): Promise<{ version: number; people: Omit<Statement, "place" | "version">[] }>;
  entitle(userId: string, trackId: string): Promise<Pick<Entitlement, "track" | "duration_ms"> | null>;
  /** What stands between a member and the host; null for who has no account any more. */
  company(userId: string, host: string): Promise<CompanyFacts | null>;
  alarms: { set(name: PartyAlarm, at: number | null): void; setBy(name: PartyAlarm, at: number): void };
  /** Runs once after a while, if the object is still there then. */
  after(ms: number, run: () => void): void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** Erases everything. */
  erase(): void;
}

export type Primary = ReturnType<typeof createPrimary>;

/**
 * One party that is loaded, in the object that owns it: stores what was decided, then tells. Decisions are in
 * engine.ts and timeline.ts, who is here in audience.ts, what members are told when in pending-news.ts, what
 * they want in commands.ts.
 */
export function createPrimary(ports: PrimaryPorts, loaded: PartyState) {
  const { store, now, alarms } = ports;
  let state = loaded;
  let hasEnded = false;

  const audience = createAudience({
    store,
    now,
    seats: ports.seats,
    company: ports.company,
    core: () => state.core,
    onChange: (userId, change) => news.person(userId, change),
  });
  const relays = createRelayBook<Delivery>({
    opened: store.relays(),
    saveOpened: store.openRelay,
    sockets: audience.sockets,
    deliver: ports.deliver,
    async reconcile(n, region) {
      const { version, people } = await ports.rosterOf(n, region);
      if (hasEnded) return;
      audience.replace(n, version, people);
      tell();
    },
    onMissed(n) {
      if (hasEnded) return;
      news.missed(n);
      alarms.setBy("relays", now() + RETRY_RELAY_MS);
    },
    now,
    background: ports.background,
  });
  /** One text for all. A relay that does not answer is told everything again later. */
  const broadcast = (frame: PartyServerFrame, isLast = false): number => {
    const text = JSON.stringify(frame);
    for (const seat of ports.seats()) if (seat.who.isWelcome) seat.send(text);
    relays.sendAll({ text, isLast });
    return text.length;
  };
  const member = (userId: string): PartyMember | null => {
    const username = audience.usernameOf(userId);
    return username === null ? null : { user_id: userId, username, role: roleOf(state, userId) };
  };
  const hostFrame = (): Extract<PartyServerFrame, { t: "host" }> => {
    const { host, host_username } = state.core;
    return { t: "host", user_id: host, username: host_username };
  };
  const queueFor = (userId?: string): PartyItem[] =>
    orderOf(state.queue).map((entry) => itemFrame(entry, userId));
  const news = createNews({
    store,
    now,
    wakeBy: (at) => alarms.setBy("news", at),
    queue: queueFor,
    member,
    memberCount: audience.count,
    sockets: relays.total,
    broadcast,
  });

  /** Sets the alarms that follow from the state. */
  const plan = () => {
    if (hasEnded) return;
    const succession = audience.vacancy.dueAt();
    alarms.set("turn", nextTurn(state));
    alarms.set("expiry", audience.expiresAt());
    alarms.set("succession", succession === Number.POSITIVE_INFINITY ? null : succession);
  };
  const tell = () => {
    if (hasEnded) return;
    news.tell();
    plan();
  };

  /** Persists, then tells: the timeline at once, the rest when it is due. */
  const commit = (next: PartyState, changed: { queue: boolean; people: string[] }) => {
    const before = state;
    store.save(before, next);
    state = next;
    if (changed.queue || before.queue !== next.queue) news.queueChanged();
    for (const userId of changed.people)
      if (audience.usernameOf(userId) !== null) news.person(userId, "came");
    if (next.core.timeline.revision !== before.core.timeline.revision)
      broadcast({ t: "timeline", ...timelineFrame(next.core.timeline) });
    if (next.core.host !== before.core.host) {
      const cause = audience.vacancy.isVacant() ? "left" : "given";
      broadcast({ ...hostFrame(), before: before.core.host, cause });
      audience.vacancy.note(next.core);
      commands.forgetGuests();
    }
    tell();
  };
  /** Brings the timeline up to the time. */
  const catchUp = () => {
    const next = settled(state, now());
    if (next !== state) commit(next, { queue: false, people: [] });
  };
  const end = () => {
    hasEnded = true;
    broadcast({ t: "ended" }, true);
    for (const seat of ports.seats()) seat.close(1000, "ended");
    ports.erase();
  };
  const carryOut = (outcome: Extract<Outcome, { ok: true }>) => {
    if (outcome.end) end();
    else commit(outcome.state, { queue: outcome.queue, people: outcome.changed });
  };
  const commands = createCommands({
    ...ports,
    state: () => state,
    hasEnded: () => hasEnded,
    usernameOf: audience.usernameOf,
    carryOut,
  });

  /** Tells relays that missed something all of it. */
  const catchRelaysUp = () => {
    const frames: PartyServerFrame[] = [
      { t: "timeline", ...timelineFrame(state.core.timeline) },
      { t: "queue", queue: queueFor() },
      hostFrame(),
    ];
    for (const n of news.takeBehind())
      for (const frame of frames) relays.send(n, { text: JSON.stringify(frame) });
  };
  /** The host has not come back: the controls pass on. */
  const handOver = async () => {
    if (audience.vacancy.dueAt() > now()) return;
    const { host } = state.core;
    try {
      const heir = await audience.vacancy.heir(state.core);
      // Meanwhile there may be another host, or no party any more.
      if (heir === null || hasEnded || state.core.host !== host) return;
      commit(underHost(state, heir), { queue: false, people: [host, heir.user_id] });
    } catch (cause) {
      // Nobody gets the controls unasked: it is tried again.
      ports.background("ask who may follow the host", Promise.reject(cause));
    }
  };
  const expire = async () => {
    // A relay that went down may have taken sockets with it and said nothing.
    if (audience.expiresAt() <= now() || store.emptySince() === null) await relays.reconcileAll();
    if (!hasEnded && audience.isExpired()) end();
  };

  plan();
  const handlers: Record<PartyAlarm, () => void | Promise<void>> = {
    turn: catchUp,
    news: () => news.tell(),
    relays: catchRelaysUp,
    expiry: expire,
    succession: handOver,
  };

  return {
    command: commands.command,
    /** Adds to the counts that go out together, at most twice a second. */
    react: createReactionSum(REACTIONS_EVERY_MS, ports.after, (counts: ReactionCounts) => {
      if (!hasEnded) broadcast({ t: "reactions", counts });
    }),
    /** Where the next socket goes. */
    place: (region: string): Placement => relays.place(ports.seats().length, state.core.relay_after, region),
    /** A device has come, in this object or on a relay. @returns its first frame */
    enter(statement: Statement): PartyServerFrame {
      catchUp();
      audience.state(statement);
      const { user_id, username } = statement;
      // The music of a new party begins with whoever comes first, so that nobody misses its beginning; the
      // welcome tells it.
      const start = begun(state, now());
      if (start !== state) store.save(state, start);
      state = start;
      const { core } = state;
      const role = roleOf(state, user_id);
      return {
        t: "welcome",
        party: {
          id: core.party_id,
          name: core.name,
          host: core.host,
          host_username: core.host_username,
          room_id: core.room_id,
        },
        you: { user_id, username, role },
        timeline: timelineFrame(core.timeline),
        queue: queueFor(user_id),
        members: audience.people(MEMBERS_SHOWN).flatMap((person) => member(person.user_id) ?? []),
        member_count: audience.count(),
        server_time_ms: now(),
      };
    },
    /** Sends the first frame of a device of a relay, where what is broadcast goes as well. */
    welcomeByRelay: (n: number, frame: PartyServerFrame, sid: string): void =>
      relays.send(n, { text: JSON.stringify(frame), to: sid }),
    /** After the first frame of a device was handed over: tells the others. */
    tell,
    /** A device has gone. */
    leave(statement: Statement) {
      if (hasEnded) return;
      audience.state(statement);
      tell();
    },
    devices: audience.devices,
    /** What the alarm of a name does; afterwards all times are set anew. */
    async alarm(name: PartyAlarm): Promise<void> {
      await handlers[name]();
      plan();
    },
    summary(): PartySummary {
      const { core } = state;
      return {
        id: core.party_id,
        name: core.name,
        host: { user_id: core.host, username: core.host_username },
        member_count: audience.count(),
        track: cardForAll(settled(state, now()).core.timeline.item?.track ?? null),
        created_at: new Date(core.created_at_ms).toISOString(),
      };
    },
  };
}
