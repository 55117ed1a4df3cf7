import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { renewedAt, watchSession } from "../../lib/api/session-hint.ts";
import { queryClient } from "../../lib/query-client.ts";
import { browserLink, hasSockets } from "../stream/connect.ts";
import { deviceId, deviceName } from "../stream/device.ts";
import { SocketSource } from "../stream/socket-source.ts";
import { fetchTrack } from "../tracks/calls.ts";
import { storeTrack } from "../tracks/track-cache.ts";
import { audioElement, prefersNativeHls } from "./audio-element.ts";
import { GainStage } from "./gain-stage.ts";
import { HlsSource } from "./hls-source.ts";
import { startMediaSession } from "./media-session.ts";
import { canUseMediaSource, MseSource } from "./mse-source.ts";
import { tellListeners } from "./notices.ts";
import { createPlayer, type Player } from "./player.ts";
import type { PlayerClock, SessionConnector, SourceMaker } from "./player-deps.ts";
import { playerStore } from "./store.ts";

const tracks = endpointsOf(() => import("@veza/contracts/http/tracks"));

const clock: PlayerClock = {
  now: () => performance.now(),
  after: browserLink.after,
  every: (ms, work) => void setInterval(work, ms),
};

const sourcesOf = (audio: HTMLAudioElement): SourceMaker => ({
  canAppend: canUseMediaSource,
  prefersNative: prefersNativeHls,
  byHttp: (kind, parts) =>
    kind === "gapless"
      ? new MseSource({ ...parts, audio })
      : new HlsSource({ ...parts, audio, isNative: kind === "native" }),
  bySocket: (parts) => new SocketSource({ ...parts, audio }),
});

const sessionConnector = (): SessionConnector => ({
  link: browserLink,
  deviceId,
  deviceName: deviceName(navigator.userAgent, navigator.maxTouchPoints),
  isMember: () => renewedAt() !== null,
  onMemberChange: (work) => void watchSession(work),
});

let player: Player | null = null;

/** The one player of the page, in the browser's hands. It is made by the first call. */
export function pagePlayer(): Player {
  if (player) return player;
  const audio = audioElement();
  const made = createPlayer({
    audio,
    store: playerStore,
    clock,
    gain: new GainStage(audio),
    sources: sourcesOf(audio),
    session: hasSockets() ? sessionConnector() : null,
    fetchTracks: async (ids) =>
      (await call(tracks("listTracks"), { query: { ids: ids.join(","), limit: ids.length } })).items,
    fetchTrack: (trackId) => fetchTrack(trackId),
    onTrack: (track) => storeTrack(queryClient, track),
    tell: tellListeners,
  });
  player = made;
  startMediaSession({ audio, player: made, store: playerStore });
  return made;
}
