import { isHost } from "@veza/contracts/permissions/party";
import { CLOSE } from "@veza/contracts/ws/close";
import {
  PARTY_PROTOCOL,
  PARTY_REACTIONS,
  type PartyClientFrame,
  type PartyServerFrame,
} from "@veza/contracts/ws/party";
import { renewedAt, watchSession } from "../../lib/api/session-hint.ts";
import { browserLive } from "../../lib/live/browser-live.ts";
import { openBrowserWire } from "../../lib/live/wire.ts";
import { queryClient } from "../../lib/query-client.ts";
import { randomId } from "../stream/device.ts";
import { fetchTrack } from "../tracks/calls.ts";
import { trackKeys } from "../tracks/keys.ts";
import { ElementPlayer } from "./element-player.ts";
import { borrowElement, type Lease, showGesture } from "./lease.ts";
import { lendMediaKeys, returnMediaKeys, showOnLockScreen } from "./media-keys.ts";
import { openPartyStore } from "./open-party.ts";
import { PartySocket } from "./party-socket.ts";
import { PartySync } from "./party-sync.ts";
import { viewAfter, withVote } from "./party-view.ts";
import { type FlyingReaction, NO_PARTY, partyStore, type Reaction, reactionsStore } from "./store.ts";

interface Running {
  partyId: string;
  socket: PartySocket;
  player: ElementPlayer;
  sync: PartySync;
  lease: Lease | null;
  watch: ReturnType<typeof setInterval>;
  forgetSession(): void;
}

let running: Running | null = null;
/** Another host: whose party it was, whose it is, and why. */
export interface HandOver {
  before: string;
  name: string;
  isMe: boolean;
  cause: "given" | "left";
}

const handOvers = new Set<(change: HandOver) => void>();

/** Calls `listener` whenever the controls pass on. Answers how to stop. */
export function onHandOver(listener: (change: HandOver) => void): () => void {
  handOvers.add(listener);
  return () => handOvers.delete(listener);
}

const refusals = new Set<(code: string) => void>();

/** Calls `listener` with the code of every command that the party refused. Answers how to stop. */
export function onPartyRefusal(listener: (code: string) => void): () => void {
  refusals.add(listener);
  return () => refusals.delete(listener);
}

/**
 * Joins a party and takes the sound there. To be called from a click, which is also what allows the sound.
 */
export function joinParty(partyId: string): void {
  if (running?.partyId === partyId) return;
  leaveParty();
  partyStore.setState({ ...NO_PARTY, partyId, phase: "joining" });
  const player = new ElementPlayer({
    isLent: () => running?.lease?.isTaken() === false,
    onBlocked: () => {
      partyStore.setState({ isBlocked: true });
      setListening(false);
    },
    onMissing: (missingItem) => partyStore.setState({ missingItem }),
  });
  const socket = new PartySocket({
    ...browserLive,
    open: openBrowserWire("/stream/party", { party_id: partyId }, PARTY_PROTOCOL),
    onFrame,
    onDown,
  });
  const sync = new PartySync({ player, serverTime: () => socket.serverTime(), after: browserLive.after });
  running = {
    partyId,
    socket,
    player,
    sync,
    lease: borrowElement(),
    watch: setInterval(watch, 250),
    forgetSession: watchSession(leaveSignedOut),
  };
  lendMediaKeys(setListening);
  socket.connect();
  sync.start();
}

/** Leaves the party. The player is the listener's own again, paused where it was. */
export function leaveParty(): void {
  stop();
  partyStore.setState(NO_PARTY);
}

/** Turns the party's sound off and on for this listener alone. On also takes it back from their own queue. */
export function setListening(isListening: boolean): void {
  if (!running) return;
  if (isListening && running.lease === null) {
    running.lease = borrowElement();
    lendMediaKeys(setListening);
  } else if (isListening && !partyStore.getState().isListening) showGesture();
  partyStore.setState({ isListening, ...(isListening ? { isAway: false, isBlocked: false } : {}) });
  running.sync.setListening(isListening);
  publish();
}

/** Whether it was sent. */
function send(frame: PartyClientFrame): boolean {
  const isSent = running?.socket.send(frame) ?? false;
  if (!isSent) tellRefusal("offline");
  return isSent;
}

export const playForAll = () => send({ t: "play", id: randomId() });
export const pauseForAll = () => send({ t: "pause", id: randomId() });
export const seekForAll = (seconds: number) =>
  send({ t: "seek", id: randomId(), position_ms: Math.round(Math.max(0, seconds) * 1000) });
export const endForAll = () => send({ t: "end", id: randomId() });
export const react = (emoji: Reaction) => void running?.socket.send({ t: "reaction", emoji });

export function skipForAll(): void {
  const from = partyStore.getState().view?.timeline.item_id;
  send({ t: "skip", id: randomId(), ...(from ? { from } : {}) });
}

export const addToParty = (trackId: string) =>
  send({ t: "queue.add", id: randomId(), item_id: randomId(), track_id: trackId });

export const removeItem = (itemId: string) => send({ t: "queue.remove", id: randomId(), item_id: itemId });

export function voteFor(itemId: string, vote: boolean): void {
  const { view } = partyStore.getState();
  if (view) partyStore.setState({ view: withVote(view, itemId, vote) });
  send({ t: "queue.vote", id: randomId(), item_id: itemId, vote });
}

export const setRole = (userId: string, role: "host" | "cohost" | "listener") =>
  send({ t: "role", id: randomId(), user_id: userId, role });

/** Seconds within what plays for everybody. */
export const partyPosition = () => (running?.sync.position() ?? 0) / 1000;

/** What is heard minus what should be, ms. For the page's small print and for tests. */
export const partyDrift = () => running?.sync.drift() ?? null;

function stop(): void {
  if (!running) return;
  const { socket, sync, watch: timer, forgetSession } = running;
  forgetSession();
  clearInterval(timer);
  sync.stop();
  socket.close();
  giveBack(false);
  running = null;
  reactionsStore.setState({ flying: [] });
  openPartyStore.setState({ party: null });
}

/** The element is the player's own again. */
function giveBack(isTaken: boolean): void {
  if (!running?.lease) return;
  running.lease.end();
  running.lease = null;
  running.player.release({ isTaken });
  returnMediaKeys();
  if (!isTaken) showOnLockScreen(null, false);
}

/** Whoever signs out, in whichever tab, is no member any more. */
function leaveSignedOut(): void {
  if (renewedAt() === null) leaveParty();
}

/** The listener has started something of their own: the party goes on without their sound. */
function watch(): void {
  if (!running?.lease?.isTaken()) return;
  giveBack(true);
  running.sync.setListening(false);
  partyStore.setState({ isAway: true, isListening: false });
  publish();
}

function onFrame(frame: PartyServerFrame): void {
  if (!running) return;
  if (frame.t === "ended") {
    stop();
    partyStore.setState({ phase: "ended" });
    return;
  }
  if (frame.t === "error") tellRefusal(frame.code);
  if (frame.t === "reactions") fly(frame.counts);
  const before = partyStore.getState().view;
  const view = viewAfter(before, frame);
  if (view === before || view === null) return;
  if (frame.t === "host" && frame.cause !== undefined && before !== null) {
    const { cause, username: name } = frame;
    const change = { before: before.hostName, name, isMe: isHost(view.me.role), cause };
    for (const listener of handOvers) listener(change);
  }
  partyStore.setState({ view, ...(frame.t === "welcome" ? { phase: "in" as const } : {}) });
  running.sync.setTimeline(view.timeline);
  const next = view.queue.find((item) => item.item_id !== view.timeline.item_id);
  running.sync.setUpcoming(
    next ? { item_id: next.item_id, track_id: next.track.id, duration_ms: next.duration_ms } : null,
  );
  publish();
}

function onDown(final: number | null): void {
  if (final === null) {
    if (partyStore.getState().phase === "in") partyStore.setState({ phase: "lost" });
    return;
  }
  stop();
  // The party is gone while one was in it: it is over.
  const isOver = final === CLOSE.not_found && partyStore.getState().view !== null;
  partyStore.setState({ phase: isOver ? "ended" : "refused", closeCode: final });
}

/** What other pages and the lock screen show. */
function publish(): void {
  const { view, partyId, isAway, isListening } = partyStore.getState();
  if (!view || partyId === null) return;
  const { party } = openPartyStore.getState();
  if (party?.partyId !== partyId || party.isAway !== isAway || party.name !== view.name)
    openPartyStore.setState({ party: { partyId, name: view.name, isAway } });
  if (!isAway) void showCurrent(view.timeline.track_id, view.timeline.playing && isListening);
}

async function showCurrent(trackId: string | null, isPlaying: boolean): Promise<void> {
  if (trackId === null) {
    showOnLockScreen(null, false);
    return;
  }
  const track = await queryClient
    .fetchQuery({ queryKey: trackKeys.one(trackId), queryFn: () => fetchTrack(trackId) })
    // Not for this listener: the lock screen has nothing to show.
    .catch(() => null);
  if (running?.lease && partyStore.getState().view?.timeline.track_id === trackId)
    showOnLockScreen(track, isPlaying);
}

function tellRefusal(code: string): void {
  for (const listener of refusals) listener(code);
}

const isReaction = (emoji: string): emoji is Reaction => PARTY_REACTIONS.some((it) => it === emoji);

const FLIGHT_MS = 3_200;
/** More of one kind at once would only be a wall. */
const MOST_AT_ONCE = 5;
let flights = 0;

function fly(counts: Readonly<Record<string, number>>): void {
  const risen: FlyingReaction[] = [];
  for (const [emoji, count] of Object.entries(counts)) {
    if (!isReaction(emoji)) continue;
    for (let i = 0; i < Math.min(count, MOST_AT_ONCE); i += 1) {
      flights += 1;
      risen.push({ id: flights, emoji, x: 0.08 + Math.random() * 0.84 });
    }
  }
  reactionsStore.setState(({ flying }) => ({ flying: [...flying.slice(-40), ...risen] }));
  const ids = new Set(risen.map(({ id }) => id));
  setTimeout(
    () => reactionsStore.setState(({ flying }) => ({ flying: flying.filter(({ id }) => !ids.has(id)) })),
    FLIGHT_MS,
  );
}
