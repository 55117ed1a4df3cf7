import { canInParty, isHost } from "@veza/contracts/permissions/party";
import type { Entitlement } from "@veza/contracts/rpc";
import {
  MAX_PARTY_QUEUE,
  PARTY_START_LEAD_MS,
  type PartyClientFrame,
  type PartyRole,
} from "@veza/contracts/ws/party";
import type { Item, PartyState } from "./state.ts";
import { MAX_COHOSTS, underHost } from "./succession.ts";
import { advanced, loaded, moved, paused, settled, started } from "./timeline.ts";

/** Items that one listener may have waiting. Host and co-hosts have the whole queue. */
export const MAX_ITEMS_OF_LISTENER = 20;
/** A track this short makes a queue of turns and no music. */
const SHORTEST_MS = 1_000;

/** Who acts, as the socket's attachment says. */
export interface Actor {
  user_id: string;
  username: string;
}

/** What a frame needs to be decided beside the state. */
export interface Surroundings {
  now: number;
  /** The track of `queue.add`, as the API said for this member; null: not theirs to hear. */
  entitlement?: Pick<Entitlement, "track" | "duration_ms"> | null;
  /** Name of a member who is here, null of one who is not. */
  usernameOf(userId: string): string | null;
}

export type Refusal = { code: string; message: string };
/** `changed`: people whose role is another one. `queue`: its items, order or votes changed. */
export type Outcome =
  | { ok: true; state: PartyState; queue: boolean; changed: string[]; end: boolean }
  | ({ ok: false } & Refusal);

/** Frames that change a party; pings and reactions don't. */
export type PartyCommand = Exclude<PartyClientFrame, { t: "ping" | "reaction" }>;

const refuse = (code: string, message: string): Outcome => ({ ok: false, code, message });
const FORBIDDEN = refuse("forbidden", "Only the host and the co-hosts may do this.");
const NOT_HERE = refuse("not_found", "This person is not here.");
const HOST_ONLY = refuse("forbidden", "Only the host may do this.");

export function roleOf(state: PartyState, userId: string): PartyRole {
  if (state.core.host === userId) return "host";
  return state.core.cohosts.includes(userId) ? "cohost" : "listener";
}

/**
 * Decides one frame of one member. The party is brought up to the time first, so that what is decided is
 * decided on what plays now. Refusals leave everything as it is.
 */
export function decide(before: PartyState, actor: Actor, frame: PartyCommand, around: Surroundings): Outcome {
  const { now } = around;
  const state = settled(before, now);
  const { timeline } = state.core;
  const role = roleOf(state, actor.user_id);
  const leads = canInParty(role, "lead");
  const soon = now + PARTY_START_LEAD_MS;
  const accept = (
    next: PartyState,
    more: { queue?: boolean; changed?: string[]; end?: boolean } = {},
  ): Outcome => ({
    ok: true,
    state: next,
    queue: (more.queue ?? false) || state.queue !== before.queue,
    changed: more.changed ?? [],
    end: more.end ?? false,
  });
  const withTimeline = (next: typeof timeline) =>
    accept({ ...state, core: { ...state.core, timeline: next } });

  switch (frame.t) {
    case "play":
      if (!leads) return FORBIDDEN;
      if (timeline.playing) return accept(state);
      if (timeline.item === null) return withTimeline({ ...timeline, wants_play: true });
      return withTimeline(started(timeline, soon));
    case "pause":
      if (!leads) return FORBIDDEN;
      if (!timeline.playing) return withTimeline({ ...timeline, wants_play: false });
      return withTimeline(paused(timeline, now));
    case "seek": {
      if (!leads) return FORBIDDEN;
      if (timeline.item === null) return refuse("wrong_state", "Nothing is on.");
      const position = Math.min(frame.position_ms, timeline.item.duration_ms);
      return withTimeline(moved(timeline, timeline.playing ? soon : now, position));
    }
    case "skip":
      if (!leads) return FORBIDDEN;
      if (timeline.item === null || (frame.from !== undefined && frame.from !== timeline.item.item_id))
        return accept(state);
      return accept(advanced(state, timeline.playing ? soon : now), { queue: state.queue.size > 0 });
    case "queue.add":
      return add(state, actor, frame, around, accept);
    case "queue.vote": {
      const entry = state.queue.get(frame.item_id);
      if (entry === undefined) return refuse("not_found", "This is not in the queue any more.");
      if (entry.voters.has(actor.user_id) === frame.vote) return accept(state);
      const voters = new Set(entry.voters);
      if (frame.vote) voters.add(actor.user_id);
      else voters.delete(actor.user_id);
      const queue = new Map(state.queue).set(frame.item_id, { ...entry, voters });
      return accept({ ...state, queue }, { queue: true });
    }
    case "queue.remove": {
      const entry = state.queue.get(frame.item_id);
      if (entry === undefined) return accept(state);
      if (!leads && entry.item.added_by !== actor.user_id)
        return refuse("forbidden", "Somebody else has added this.");
      const queue = new Map(state.queue);
      queue.delete(frame.item_id);
      return accept({ ...state, queue }, { queue: true });
    }
    case "role":
      return canInParty(role, "change_roles") ? changeRole(state, frame, around, accept) : HOST_ONLY;
    case "end":
      return canInParty(role, "end") ? accept(state, { end: true }) : HOST_ONLY;
  }
}

type Accept = (next: PartyState, more?: { queue?: boolean; changed?: string[] }) => Outcome;

/** Why somebody may not add anything now, before the API is asked for the track; null when they may. */
export function refusesAdd(state: PartyState, userId: string): Refusal | null {
  if (state.queue.size >= MAX_PARTY_QUEUE)
    return { code: "queue_full", message: `The queue holds ${MAX_PARTY_QUEUE} tracks.` };
  const own = [...state.queue.values()].filter(({ item }) => item.added_by === userId).length;
  if (!canInParty(roleOf(state, userId), "fill_queue") && own >= MAX_ITEMS_OF_LISTENER)
    return { code: "queue_full", message: `You have ${MAX_ITEMS_OF_LISTENER} tracks waiting already.` };
  return null;
}

function add(
  state: PartyState,
  actor: Actor,
  frame: Extract<PartyCommand, { t: "queue.add" }>,
  { entitlement, now }: Surroundings,
  accept: Accept,
): Outcome {
  const { timeline } = state.core;
  const known = state.queue.get(frame.item_id)?.item ?? timeline.item;
  if (known?.item_id === frame.item_id)
    return known.added_by === actor.user_id && known.track.id === frame.track_id
      ? accept(state)
      : refuse("conflict", "There is another item of this id.");
  const full = refusesAdd(state, actor.user_id);
  if (full !== null) return { ok: false, ...full };
  if (entitlement === undefined || entitlement === null)
    return refuse("not_found", "There is no such track, or it is not yours to hear.");
  if (entitlement.duration_ms < SHORTEST_MS) return refuse("wrong_state", "This track is too short.");
  const item: Item = {
    item_id: frame.item_id,
    track: entitlement.track,
    duration_ms: entitlement.duration_ms,
    added_by: actor.user_id,
    added_n: state.core.next_n,
  };
  const core = { ...state.core, next_n: state.core.next_n + 1 };
  if (timeline.item === null) {
    const at = timeline.wants_play ? now + PARTY_START_LEAD_MS : now;
    return accept({ ...state, core: { ...core, timeline: loaded(timeline, item, at) } });
  }
  const queue = new Map(state.queue).set(item.item_id, { item, voters: new Set<string>() });
  return accept({ core, queue }, { queue: true });
}

function changeRole(
  state: PartyState,
  frame: Extract<PartyCommand, { t: "role" }>,
  { usernameOf }: Surroundings,
  accept: Accept,
): Outcome {
  const { core } = state;
  const target = frame.user_id;
  if (target === core.host)
    return isHost(frame.role) ? accept(state) : refuse("wrong_state", "Make somebody else the host first.");
  const others = core.cohosts.filter((userId) => userId !== target);
  const withCohosts = (cohosts: string[]) =>
    accept({ ...state, core: { ...core, cohosts } }, { changed: [target] });
  const username = usernameOf(target);
  switch (frame.role) {
    case "listener":
      return withCohosts(others);
    case "cohost":
      if (username === null) return NOT_HERE;
      if (others.length >= MAX_COHOSTS)
        return refuse("wrong_state", `A party has at most ${MAX_COHOSTS} co-hosts.`);
      return withCohosts([...others, target]);
    case "host":
      if (username === null) return NOT_HERE;
      return accept(underHost(state, { user_id: target, username }), { changed: [core.host, target] });
  }
}

/**
 * A new party, before its first track: it begins with the first who comes (`begun`), unless the host pauses
 * it before.
 */
export function newParty(
  init: {
    party_id: string;
    name: string;
    host: string;
    username: string;
    tracks: Pick<Entitlement, "track" | "duration_ms">[];
    relay_after: number;
  },
  now: number,
): PartyState {
  const items: Item[] = init.tracks
    .filter(({ duration_ms }) => duration_ms >= SHORTEST_MS)
    .map(({ track, duration_ms }, n) => ({
      item_id: `first-${n}`,
      track,
      duration_ms,
      added_by: init.host,
      added_n: n,
    }));
  const [first, ...rest] = items;
  return {
    core: {
      party_id: init.party_id,
      name: init.name,
      host: init.host,
      host_username: init.username,
      cohosts: [],
      room_id: null,
      created_at_ms: now,
      next_n: items.length,
      relay_after: init.relay_after,
      timeline: {
        item: first ?? null,
        playing: false,
        wants_play: true,
        position_ms: 0,
        at_server_ms: now,
        revision: 1,
      },
    },
    queue: new Map(rest.map((item) => [item.item_id, { item, voters: new Set<string>() }])),
  };
}
