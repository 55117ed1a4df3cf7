import { CLOSE } from "@veza/contracts/ws/close";
import {
  PARTY_PROTOCOL,
  PARTY_REACTIONS,
  type PartyClientFrame,
  type PartyServerFrame,
} from "@veza/contracts/ws/party";
import { refreshSession } from "../api/refresh.ts";
import { renewedAt, watchSession } from "../api/session-hint.ts";
import { openBrowserWire } from "../live/wire.ts";
import { fetchTrack } from "../operations/get-track.ts";
import { queryKeys } from "../operations/query-keys.ts";
import { queryClient } from "../query-client.ts";
import { randomId } from "../stream/device.ts";
import { ElementPlayer } from "./element-player.ts";
import { borrowElement, type Lease, showGesture } from "./lease.ts";
import { lendMediaKeys, returnMediaKeys, showOnLockScreen } from "./media-keys.ts";
import { useOpenParty } from "./open-party.ts";
import { PartySocket } from "./party-socket.ts";
import { PartySync } from "./party-sync.ts";
import { viewAfter, withVote } from "./party-view.ts";
import { type FlyingReaction, NO_PARTY, type Reaction, useParty, useReactions } from "./store.ts";

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
const refusals = new Set<(code: string) => void>();

/** Calls `listener` with the code of every command that the party refused. Answers how to stop. */
export function onPartyRefusal(listener: (code: string) => void): () => void {
  refusals.add(listener);
  return () => refusals.delete(listener);
}

const after = (ms: number, work: () => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};

/** Joins a party and takes the sound there. To be called from a click, which is also what allows the sound. */
export function joinParty(partyId: string): void {
  if (running?.partyId === partyId) return;
  leaveParty();
  useParty.setState({ ...NO_PARTY, partyId, phase: "joining" });
  const player = new ElementPlayer({
    isLent: () => running?.lease?.isTaken() === false,
    onBlocked: () => {
      useParty.setState({ isBlocked: true });
      setListening(false);
    },
    onMissing: (missingItem) => useParty.setState({ missingItem }),
  });
  const socket = new PartySocket({
    open: openBrowserWire("/stream/party", { party_id: partyId }, PARTY_PROTOCOL),
    renew: () => refreshSession(),
    onFrame,
    onDown,
    now: () => performance.now(),
    after,
    random: Math.random,
    isHidden: () => document.hidden,
  });
  const sync = new PartySync({ player, serverTime: () => socket.serverTime(), after });
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
  addEventListener("online", hurry);
  document.addEventListener("visibilitychange", hurry);
}

/** Leaves the party. The player is the listener's own again, paused where it was. */
export function leaveParty(): void {
  stop();
  useParty.setState(NO_PARTY);
}

/** Turns the party's sound off and on for this listener alone. On also takes it back from their own queue. */
export function setListening(isListening: boolean): void {
  if (!running) return;
  if (isListening && running.lease === null) {
    running.lease = borrowElement();
    lendMediaKeys(setListening);
  } else if (isListening && !useParty.getState().isListening) showGesture();
  useParty.setState({ isListening, ...(isListening ? { isAway: false, isBlocked: false } : {}) });
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
  const from = useParty.getState().view?.timeline.item_id;
  send({ t: "skip", id: randomId(), ...(from ? { from } : {}) });
}

export const addToParty = (trackId: string) =>
  send({ t: "queue.add", id: randomId(), item_id: randomId(), track_id: trackId });

export const removeItem = (itemId: string) => send({ t: "queue.remove", id: randomId(), item_id: itemId });

export function voteFor(itemId: string, vote: boolean): void {
  const { view } = useParty.getState();
  if (view) useParty.setState({ view: withVote(view, itemId, vote) });
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
  removeEventListener("online", hurry);
  document.removeEventListener("visibilitychange", hurry);
  useReactions.setState({ flying: [] });
  useOpenParty.setState({ party: null });
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

function hurry(): void {
  if (!document.hidden) running?.socket.hurry();
}

/** The listener has started something of their own: the party goes on without their sound. */
function watch(): void {
  if (!running?.lease?.isTaken()) return;
  giveBack(true);
  running.sync.setListening(false);
  useParty.setState({ isAway: true, isListening: false });
  publish();
}

function onFrame(frame: PartyServerFrame): void {
  if (!running) return;
  if (frame.t === "ended") {
    stop();
    useParty.setState({ phase: "ended" });
    return;
  }
  if (frame.t === "error") tellRefusal(frame.code);
  if (frame.t === "reactions") fly(frame.counts);
  const before = useParty.getState().view;
  const view = viewAfter(before, frame);
  if (view === before || view === null) return;
  useParty.setState({ view, ...(frame.t === "welcome" ? { phase: "in" as const } : {}) });
  running.sync.setTimeline(view.timeline);
  const next = view.queue.find((item) => item.item_id !== view.timeline.item_id);
  running.sync.setUpcoming(
    next ? { item_id: next.item_id, track_id: next.track.id, duration_ms: next.duration_ms } : null,
  );
  publish();
}

function onDown(final: number | null): void {
  if (final === null) {
    if (useParty.getState().phase === "in") useParty.setState({ phase: "lost" });
    return;
  }
  stop();
  // The party is gone while one was in it: it is over.
  const isOver = final === CLOSE.not_found && useParty.getState().view !== null;
  useParty.setState({ phase: isOver ? "ended" : "refused", closeCode: final });
}

/** What other pages and the lock screen show. */
function publish(): void {
  const { view, partyId, isAway, isListening } = useParty.getState();
  if (!view || partyId === null) return;
  const { party } = useOpenParty.getState();
  if (party?.partyId !== partyId || party.isAway !== isAway || party.name !== view.name)
    useOpenParty.setState({ party: { partyId, name: view.name, isAway } });
  if (!isAway) void showCurrent(view.timeline.track_id, view.timeline.playing && isListening);
}

async function showCurrent(trackId: string | null, isPlaying: boolean): Promise<void> {
  if (trackId === null) {
    showOnLockScreen(null, false);
    return;
  }
  const track = await queryClient
    .fetchQuery({ queryKey: queryKeys.track(trackId), queryFn: () => fetchTrack(trackId) })
    // Not for this listener: the lock screen has nothing to show.
    .catch(() => null);
  if (running?.lease && useParty.getState().view?.timeline.track_id === trackId)
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
  useReactions.setState(({ flying }) => ({ flying: [...flying.slice(-40), ...risen] }));
  const ids = new Set(risen.map(({ id }) => id));
  setTimeout(
    () => useReactions.setState(({ flying }) => ({ flying: flying.filter(({ id }) => !ids.has(id)) })),
    FLIGHT_MS,
  );
}
