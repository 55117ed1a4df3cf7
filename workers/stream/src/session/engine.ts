import type { StreamClientFrame } from "@veza/contracts/ws/stream";
import { MAX_QUEUE_ITEMS } from "@veza/contracts/ws/stream";
import {
  addItems,
  followingIndex,
  moveItem,
  removeItems,
  setItems,
  shuffleItems,
} from "@veza/core/play-queue";
import { currentItem, positionAt, type Session } from "./state.ts";

/** Frames that change the session, whoever of the user's devices sends them. */
export type Command = Extract<
  StreamClientFrame,
  {
    t:
      | "play"
      | "pause"
      | "seek"
      | "load"
      | "skip"
      | "jump"
      | "queue.set"
      | "queue.add"
      | "queue.move"
      | "queue.remove"
      | "queue.shuffle"
      | "queue.repeat";
  }
>;

export interface Change {
  session: Session;
  /** What all devices must be told. */
  queue: boolean;
  /** The active device's audio goes on from another place: of the same item, or of another one. */
  jump: boolean;
}

export type Refusal = { code: "not_found" | "invalid_request"; message: string };

/**
 * What a command makes of a session. Pure: sockets, audio and storage follow from the result.
 * @param newItemId for commands that bring a track and no id for its place in the queue
 */
export function command(
  session: Session,
  frame: Command,
  now_ms: number,
  newItemId: () => string,
): Change | Refusal {
  const at = (position_ms: number, playing = session.playing): Session => ({
    ...session,
    playing,
    position_ms,
    at_ms: now_ms,
  });
  const here = positionAt(session, now_ms);
  const quiet = (next: Session): Change => ({ session: next, queue: false, jump: false });
  switch (frame.t) {
    case "play":
      if (currentItem(session) === null) return { code: "not_found", message: "The queue is empty." };
      // At the end, play means from the start.
      if (!session.playing && session.duration_ms > 0 && here >= session.duration_ms - 50)
        return { session: at(0, true), queue: false, jump: true };
      return quiet(at(here, true));
    case "pause":
      return quiet(at(here, false));
    case "seek": {
      if (currentItem(session) === null) return { code: "not_found", message: "The queue is empty." };
      const most = session.duration_ms > 0 ? session.duration_ms : frame.position_ms;
      return { session: at(Math.min(frame.position_ms, most)), queue: false, jump: true };
    }
    case "load":
      return load(session, frame, now_ms, newItemId);
    case "skip":
      return skip(session, frame.to, here, now_ms);
    case "jump": {
      const index = session.queue.items.findIndex((item) => item.item_id === frame.item_id);
      if (index === -1) return { code: "not_found", message: "This item is not in the queue." };
      return goTo(session, index, frame.position_ms, now_ms);
    }
    case "queue.set": {
      const queue = setItems(session.queue, frame.items, frame.index);
      const before = currentItem(session);
      const after = queue.items[queue.index];
      const goesOn =
        before !== null && after?.track_id === before.track_id && Math.abs(frame.position_ms - here) < 1_500;
      const next: Session = {
        ...session,
        queue,
        playing: frame.play && queue.index !== -1,
        position_ms: goesOn ? here : frame.position_ms,
        at_ms: now_ms,
        duration_ms: goesOn ? session.duration_ms : 0,
      };
      return { session: next, queue: true, jump: !goesOn };
    }
    case "queue.add": {
      const free = MAX_QUEUE_ITEMS - session.queue.items.length;
      if (frame.items.length > free)
        return { code: "invalid_request", message: `A queue holds ${MAX_QUEUE_ITEMS} items.` };
      const wasEmpty = session.queue.index === -1;
      const queue = addItems(session.queue, frame.items, frame.after);
      const next = wasEmpty ? { ...at(0), queue, duration_ms: 0 } : { ...session, queue };
      return { session: next, queue: queue !== session.queue, jump: wasEmpty };
    }
    case "queue.move": {
      const queue = moveItem(session.queue, frame.item_id, frame.after);
      return { session: { ...session, queue }, queue: queue !== session.queue, jump: false };
    }
    case "queue.remove": {
      const queue = removeItems(session.queue, frame.item_ids);
      const isSame = queue.items[queue.index]?.item_id === currentItem(session)?.item_id;
      if (isSame) return { session: { ...session, queue }, queue: queue !== session.queue, jump: false };
      const playing = session.playing && queue.index !== -1;
      return { session: { ...at(0, playing), queue, duration_ms: 0 }, queue: true, jump: true };
    }
    case "queue.shuffle": {
      const queue = shuffleItems(session.queue, frame.seed);
      return { session: { ...session, queue }, queue: true, jump: false };
    }
    case "queue.repeat":
      return {
        session: { ...session, queue: { ...session.queue, repeat: frame.repeat } },
        queue: true,
        jump: false,
      };
  }
}

/**
 * The track is played now, or made to follow. One that is in the queue behind what plays is not put there
 * twice.
 */
function load(
  session: Session,
  frame: Extract<Command, { t: "load" }>,
  now_ms: number,
  newItemId: () => string,
): Change | Refusal {
  const { items, index } = session.queue;
  const following = items[index + 1];
  const wanted = frame.item_id ?? null;
  const known =
    wanted === null
      ? following?.track_id === frame.track_id
        ? index + 1
        : -1
      : items.findIndex((item) => item.item_id === wanted && item.track_id === frame.track_id);
  if (known !== -1 && (frame.when === "now" || known === index + 1)) {
    if (frame.when === "next") return { session, queue: false, jump: false };
    return goTo(session, known, frame.position_ms, now_ms);
  }
  if (items.length >= MAX_QUEUE_ITEMS)
    return { code: "invalid_request", message: `A queue holds ${MAX_QUEUE_ITEMS} items.` };
  const item_id = wanted !== null && !items.some((item) => item.item_id === wanted) ? wanted : newItemId();
  const queue = addItems(session.queue, [{ item_id, track_id: frame.track_id }], "current");
  const with_ = { ...session, queue };
  if (frame.when === "next" && index !== -1) return { session: with_, queue: true, jump: false };
  const at = queue.items.findIndex((item) => item.item_id === item_id);
  return { ...goTo(with_, at, frame.position_ms, now_ms), queue: true };
}

/** Puts an item of the queue in play. */
function goTo(session: Session, index: number, position_ms: number, now_ms: number): Change {
  const isSame = index === session.queue.index;
  return {
    session: {
      ...session,
      queue: { ...session.queue, index },
      playing: true,
      position_ms,
      at_ms: now_ms,
      duration_ms: isSame ? session.duration_ms : 0,
    },
    queue: !isSame,
    jump: true,
  };
}

/** Back within the first three seconds goes to the item before, later to the start of this one. */
function skip(session: Session, to: "next" | "previous", here: number, now_ms: number): Change | Refusal {
  const { index, items } = session.queue;
  if (index === -1) return { code: "not_found", message: "The queue is empty." };
  if (to === "next") {
    const next = followingIndex(session.queue, "skipped");
    if (next === -1) return { code: "not_found", message: "Nothing follows." };
    return goTo(session, next, 0, now_ms);
  }
  if (here > 3_000 || (index === 0 && session.queue.repeat !== "all")) return goTo(session, index, 0, now_ms);
  return goTo(session, index === 0 ? items.length - 1 : index - 1, 0, now_ms);
}

/**
 * What follows when the current item has been heard to its end; where nothing does, it stands at its start
 * again.
 */
export function ended(session: Session, now_ms: number): Session {
  const index = followingIndex(session.queue, "ended");
  if (index === -1) return { ...session, playing: false, position_ms: 0, at_ms: now_ms };
  return {
    ...session,
    queue: { ...session.queue, index },
    position_ms: 0,
    at_ms: now_ms,
    duration_ms: index === session.queue.index ? session.duration_ms : 0,
  };
}

/** A socket that names a track plays it: where the queue has it, or as a queue of its own. */
export function openTrack(
  session: Session,
  asked: { track_id: string; position_ms: number; playing: boolean },
  now_ms: number,
  newItemId: () => string,
): Session {
  const { items, index } = session.queue;
  const known =
    items[index]?.track_id === asked.track_id
      ? index
      : items.findIndex((item) => item.track_id === asked.track_id);
  const queue =
    known === -1
      ? setItems(session.queue, [{ item_id: newItemId(), track_id: asked.track_id }], 0)
      : { ...session.queue, index: known };
  return {
    ...session,
    queue,
    playing: asked.playing,
    position_ms: asked.position_ms,
    at_ms: now_ms,
    duration_ms: 0,
  };
}
