import type { PartySummary } from "@veza/contracts/http/parties";
import type { Entitlement } from "@veza/contracts/rpc";
import {
  MEMBERS_SHOWN,
  type PARTY_REACTIONS,
  type PartyItem,
  type PartyMember,
  type PartyServerFrame,
} from "@veza/contracts/ws/party";
import { pauseAfter } from "@veza/core/news-pause";
import { type Change, createRoster, type Statement } from "@veza/core/roster";
import { type Place, placeSocket } from "@veza/worker-kit/relay-plan";
import { SWEEP_MS } from "./door.ts";
import { type Actor, decide, type PartyCommand, refusesAdd, roleOf } from "./engine.ts";
import { type ErrorFrame, errorFrame } from "./gate.ts";
import { type Pending, withPerson } from "./news.ts";
import type { Seat } from "./seat.ts";
import type { PartyState, QueueEntry } from "./state.ts";
import type { PartyStore } from "./store.ts";
import { nextTurn, orderOf, settled, timelineFrame } from "./timeline.ts";

export type Answer = Extract<PartyServerFrame, { t: "ack" }> | ErrorFrame;
export type ReactionCounts = Partial<Record<(typeof PARTY_REACTIONS)[number], number>>;
export type Delivery = { text: string; to?: string; isLast?: boolean };

/** A party in which nobody was for so long is over. */
export const EMPTY_MS = 12 * 3_600_000;
const RETRY_RELAY_MS = 2_000;
const RECONCILE_EVERY_MS = 10_000;
export const REACTIONS_EVERY_MS = 500;

/** What the head needs of the platform. */
export interface HeadPorts {
  store: PartyStore;
  now(): number;
  /** The sockets of this object. */
  seats(): Seat[];
  /** Sends to all sockets of a relay (or to one), in the order of the calls. @returns how many sockets it has */
  deliver(relay: number, region: string, delivery: Delivery): Promise<number>;
  /** Everybody who is on a relay. */
  rosterOf(
    relay: number,
    region: string,
  ): Promise<{ version: number; people: Omit<Statement, "place" | "version">[] }>;
  entitle(userId: string, trackId: string): Promise<Pick<Entitlement, "track" | "duration_ms"> | null>;
  setAlarm(at: number): void;
  /** Runs once after a while, if the object is still there then. */
  after(ms: number, run: () => void): void;
  /** Work that nobody waits for; a failure is logged. */
  background(what: string, work: Promise<unknown>): void;
  /** Erases everything. */
  erase(): void;
}

export type Head = ReturnType<typeof createHead>;

/**
 * One party that is loaded: takes what members do, persists, then tells. Decisions are in engine.ts and timeline.ts, what is
 * kept is in store.ts; here is their order.
 */
export function createHead(ports: HeadPorts, loaded: PartyState) {
  const { store } = ports;
  let state = loaded;
  let hasEnded = false;
  let pending: Pending = store.pending();
  let reactions: ReactionCounts | null = null;
  let alarmAt: number | null = null;
  const due = { queue: 0, people: 0, behind: 0, expiry: 0, sweep: 0 };
  const running = new Map<string, Promise<Answer>>();
  const regions = new Map(store.relays().map(({ n, region }) => [n, region]));
  const reconciled = new Map<number, number>();
  const roster = createRoster();
  for (const statement of store.relayMembers()) roster.state(statement);
  for (const { who } of ports.seats()) {
    const devices = roster.devices(0, who.user_id) + 1;
    roster.state({ place: 0, version: 0, user_id: who.user_id, username: who.username, devices });
  }
  if (roster.count() === 0 && store.emptySince() === null) store.setEmptySince(ports.now());
  due.expiry = (store.emptySince() ?? ports.now()) + EMPTY_MS;

  const member = (userId: string): PartyMember | null => {
    const username = roster.usernameOf(userId);
    return username === null ? null : { user_id: userId, username, role: roleOf(state, userId) };
  };
  const queueFor = (userId?: string): PartyItem[] =>
    orderOf(state.queue).map((entry) => itemFrame(entry, userId));
  const sockets = () => [0, ...regions.keys()].reduce((sum, place) => sum + roster.sockets(place), 0);

  const setPending = (next: Pending) => {
    if (next === pending) return;
    pending = next;
    store.setPending(next);
  };

  /** One text for all. A relay that does not answer is told everything again later. */
  const broadcast = (frame: PartyServerFrame, isLast = false): number => {
    const text = JSON.stringify(frame);
    for (const seat of ports.seats()) if (seat.who.isWelcome) seat.send(text);
    for (const [n, region] of regions)
      if (roster.sockets(n) > 0)
        ports.background("broadcast to a relay", toRelay(n, region, { text, isLast }));
    return text.length;
  };
  const toRelay = async (n: number, region: string, delivery: Delivery) => {
    try {
      const held = await ports.deliver(n, region, delivery);
      // Counts differ for a moment whenever somebody is on the way in or out: only now and then it is worth a look.
      if (hasEnded || held === roster.sockets(n)) return;
      if (ports.now() < (reconciled.get(n) ?? 0) + RECONCILE_EVERY_MS) return;
      reconciled.set(n, ports.now());
      await reconcile(n, region);
    } catch (cause) {
      if (!hasEnded) {
        setPending({ ...pending, behind: [...new Set([...pending.behind, n])] });
        due.behind = ports.now() + RETRY_RELAY_MS;
        plan();
      }
      throw cause;
    }
  };
  const reconcile = async (n: number, region: string) => {
    const { version, people } = await ports.rosterOf(n, region);
    if (hasEnded) return;
    const named = new Set(people.map(({ user_id }) => user_id));
    const gone = store.relayMembers().filter(({ place, user_id }) => place === n && !named.has(user_id));
    for (const statement of gone) store.saveRelayMember({ ...statement, devices: 0, version });
    for (const person of people)
      if (roster.devices(n, person.user_id) !== person.devices)
        store.saveRelayMember({ place: n, version, ...person });
    for (const [userId, change] of roster.replace(n, version, people)) noteChange(userId, change);
    tell();
  };

  const noteChange = (userId: string, change: Change) => {
    if (change !== null) setPending(withPerson(pending, userId, change === "joined" ? "came" : "left"));
    const isEmpty = roster.count() === 0;
    if (isEmpty === (store.emptySince() !== null)) return;
    store.setEmptySince(isEmpty ? ports.now() : null);
    if (isEmpty) due.expiry = ports.now() + EMPTY_MS;
  };

  /** Tells what is due, and plans the alarm for what is not. */
  const tell = () => {
    const now = ports.now();
    if (pending.queue && due.queue <= now) {
      setPending({ ...pending, queue: false });
      due.queue = now + pauseAfter(broadcast({ t: "queue", queue: queueFor() }), sockets());
    }
    if (pending.came.length + pending.left.length > 0 && due.people <= now) {
      const joined = pending.came.flatMap((userId) => member(userId) ?? []).slice(0, MEMBERS_SHOWN);
      const { left } = pending;
      setPending({ ...pending, came: [], left: [] });
      const size = broadcast({ t: "members", joined, left, member_count: roster.count() });
      due.people = now + pauseAfter(size, sockets());
    }
    plan();
  };
  const plan = () => {
    if (hasEnded) return;
    const turn = nextTurn(state) ?? Number.POSITIVE_INFINITY;
    const times = [turn, due.expiry];
    if (due.sweep <= ports.now()) due.sweep = ports.now() + SWEEP_MS;
    if (roster.sockets(0) > 0) times.push(due.sweep);
    if (pending.queue) times.push(due.queue);
    if (pending.came.length + pending.left.length > 0) times.push(due.people);
    if (pending.behind.length > 0) times.push(due.behind);
    const at = Math.min(...times);
    if (at === alarmAt) return;
    alarmAt = at;
    ports.setAlarm(at);
  };

  /** Persists, then tells: the timeline at once, the rest when it is due. */
  const commit = (next: PartyState, changed: { queue: boolean; people: string[] }) => {
    const before = state;
    store.save(before, next);
    state = next;
    if (changed.queue || before.queue !== next.queue) setPending({ ...pending, queue: true });
    for (const userId of changed.people)
      if (roster.usernameOf(userId) !== null) setPending(withPerson(pending, userId, "came"));
    if (next.core.timeline.revision !== before.core.timeline.revision)
      broadcast({ t: "timeline", ...timelineFrame(next.core.timeline) });
    tell();
  };
  const catchUp = () => {
    const next = settled(state, ports.now());
    if (next !== state) commit(next, { queue: false, people: [] });
  };

  const end = () => {
    hasEnded = true;
    broadcast({ t: "ended" }, true);
    for (const seat of ports.seats()) seat.close(1000, "ended");
    ports.erase();
  };

  const answerTo = async (actor: Actor, frame: PartyCommand): Promise<Answer> => {
    const refusal = frame.t === "queue.add" ? refusesAdd(state, actor.user_id) : null;
    let entitlement: Pick<Entitlement, "track" | "duration_ms"> | null = null;
    if (frame.t === "queue.add" && refusal === null) {
      try {
        entitlement = await ports.entitle(actor.user_id, frame.track_id);
      } catch (cause) {
        ports.background("ask for a track", Promise.reject(cause));
        return errorFrame("unavailable", "The track could not be looked up. Try again.", frame.id);
      }
      if (hasEnded) return errorFrame("not_found", "This party is over.", frame.id);
    }
    const now = ports.now();
    const outcome = decide(state, actor, frame, { now, entitlement, usernameOf: roster.usernameOf });
    const answer: Answer = outcome.ok
      ? { t: "ack", re: frame.id ?? "" }
      : errorFrame(outcome.code, outcome.message, frame.id);
    if (frame.id !== undefined) store.saveAnswer(actor.user_id, frame.id, answer, now);
    if (outcome.ok) {
      if (outcome.end) end();
      else commit(outcome.state, { queue: outcome.queue, people: outcome.changed });
    }
    return answer;
  };

  return {
    /**
     * What a member wants. A repeated id gets the same answer, also while the first is being worked on.
     * @returns null where there is nothing to say: accepted, and without an id
     */
    async command(actor: Actor, frame: PartyCommand): Promise<Answer | null> {
      if (frame.id === undefined) {
        const answer = await answerTo(actor, frame);
        return answer.t === "ack" ? null : answer;
      }
      const known = store.answer(actor.user_id, frame.id, ports.now());
      if (known !== null) return known;
      const key = `${actor.user_id} ${frame.id}`;
      const work = running.get(key) ?? answerTo(actor, frame);
      running.set(key, work);
      try {
        return await work;
      } finally {
        running.delete(key);
      }
    },

    /** Adds to the counts that go out together, at most twice a second. */
    react(counts: ReactionCounts) {
      if (hasEnded) return;
      if (reactions === null) {
        reactions = {};
        ports.after(REACTIONS_EVERY_MS, () => {
          const sum = reactions;
          reactions = null;
          if (sum !== null && !hasEnded) broadcast({ t: "reactions", counts: sum });
        });
      }
      addCounts(reactions, counts);
    },

    /** Where the next socket goes. */
    place(region: string): Place {
      const relays = [...regions].map(([n, at]) => ({ n, region: at, sockets: roster.sockets(n) }));
      const place = placeSocket(ports.seats().length, relays, state.core.relay_after, region);
      if (place.place === "relay" && place.isNew) {
        // Known from now on, so that somebody from elsewhere who comes at this moment gets another one.
        regions.set(place.n, place.region);
        store.openRelay(place.n, place.region);
      }
      return place;
    },

    /** A device has come, in the head or on a relay. @returns its first frame */
    enter(statement: Statement): PartyServerFrame {
      catchUp();
      if (statement.place > 0) store.saveRelayMember(statement);
      const { user_id, username } = statement;
      noteChange(user_id, roster.state(statement));
      const { core } = state;
      const role = roleOf(state, user_id);
      return {
        t: "welcome",
        party: { id: core.party_id, name: core.name, host: core.host, room_id: core.room_id },
        you: { user_id, username, role },
        timeline: timelineFrame(core.timeline),
        queue: queueFor(user_id),
        members: roster.people(MEMBERS_SHOWN).flatMap((person) => member(person.user_id) ?? []),
        member_count: roster.count(),
        server_time_ms: ports.now(),
      };
    },
    /** After the first frame of a device was handed over: tells the others. */
    tell,

    /** A device has gone. */
    leave(statement: Statement) {
      if (hasEnded) return;
      if (statement.place > 0) store.saveRelayMember(statement);
      noteChange(statement.user_id, roster.state(statement));
      tell();
    },
    /** Devices of a user in this object, as the roster has them. */
    devices: (userId: string) => roster.devices(0, userId),

    /** The alarm: the next track, what waited, relays that missed something, and the end of what nobody visits. */
    async alarm() {
      const now = ports.now();
      alarmAt = null;
      store.forgetAnswers(now);
      catchUp();
      if (pending.behind.length > 0 && due.behind <= now) {
        const missed = pending.behind;
        setPending({ ...pending, behind: [] });
        const frames: PartyServerFrame[] = [
          { t: "timeline", ...timelineFrame(state.core.timeline) },
          { t: "queue", queue: queueFor() },
        ];
        for (const n of missed)
          for (const frame of frames)
            ports.background(
              "catch a relay up",
              toRelay(n, regions.get(n) ?? "", { text: JSON.stringify(frame) }),
            );
      }
      if (due.expiry <= now) {
        // A relay that went down may have taken sockets with it and said nothing.
        for (const [n, region] of regions) if (roster.sockets(n) > 0) await reconcile(n, region);
        const since = store.emptySince();
        if (since !== null && since + EMPTY_MS <= now) return end();
        due.expiry = (since ?? now) + EMPTY_MS;
      }
      tell();
    },

    summary(): PartySummary {
      const { core } = state;
      return {
        id: core.party_id,
        name: core.name,
        host: { user_id: core.host, username: core.host_username },
        member_count: roster.count(),
        track: settled(state, ports.now()).core.timeline.item?.track ?? null,
        created_at: new Date(core.created_at_ms).toISOString(),
      };
    },
  };
}

function itemFrame({ item, voters }: QueueEntry, userId: string | undefined): PartyItem {
  const { item_id, track, duration_ms, added_by } = item;
  const votes = voters.size;
  return {
    item_id,
    track,
    duration_ms,
    added_by,
    votes,
    ...(userId === undefined ? {} : { voted: voters.has(userId) }),
  };
}

/** Adds counts to counts, in place. */
export function addCounts(sum: ReactionCounts, counts: ReactionCounts): void {
  for (const [emoji, count] of Object.entries(counts) as [keyof ReactionCounts, number][])
    sum[emoji] = (sum[emoji] ?? 0) + count;
}
