import { WorkerEntrypoint } from "cloudflare:workers";
import { TrackId } from "@veza/contracts/ids";
import {
  type CreateParty,
  ProcessArtwork,
  ProcessAttachment,
  type Readiness,
  type StreamRpc,
  TrackAccess,
} from "@veza/contracts/rpc";
import { continueTrace } from "@veza/core/trace";
import { createLogger } from "@veza/worker-kit/log";
import { createStreamApp } from "./app.ts";
import type { StreamEnv } from "./env.ts";
import { envOf } from "./env-of.ts";
import { writeAccess } from "./hls/access.ts";
import { processArtwork } from "./media/artwork.ts";
import { processAttachment } from "./media/attachment.ts";
import { consumeMedia } from "./media/consumer.ts";
import { purgePrefix } from "./media/purge.ts";
import { transcoderReadiness } from "./media/transcoder-client.ts";
import { metrics } from "./metrics.ts";
import { createParty, findParty } from "./party/open.ts";

export { Party } from "./party.do.ts";
export { PlayMeter } from "./play-meter.do.ts";
export { StreamSession } from "./stream-session.do.ts";
export { TranscoderContainer } from "./transcoder-container.do.ts";

const app = createStreamApp();

export default {
  fetch: (request, env, context) => app.fetch(request, env, context),
  queue: (batch, bindings, context) => consumeMedia(batch, envOf(bindings), app, context),
} satisfies ExportedHandler<StreamEnv>;

/** What the other Workers may ask of this one. */
export class StreamRpcEntrypoint extends WorkerEntrypoint<StreamEnv> implements StreamRpc {
  async setTrackAccess(access: TrackAccess) {
    await writeAccess(envOf(this.env).MEDIA, TrackAccess.parse(access));
  }

  async processArtwork(request: ProcessArtwork, traceparent: string) {
    const log = createLogger("veza-stream", continueTrace(traceparent));
    return processArtwork(envOf(this.env), ProcessArtwork.parse(request), traceparent, log);
  }

  async processAttachment(request: ProcessAttachment, traceparent: string) {
    const log = createLogger("veza-stream", continueTrace(traceparent));
    return processAttachment(envOf(this.env), ProcessAttachment.parse(request), traceparent, log);
  }

  async purgeTrack(trackId: string) {
    await purgePrefix(envOf(this.env).MEDIA, `hls/${TrackId.parse(trackId)}/`);
  }

  async createParty(party: CreateParty) {
    return createParty(envOf(this.env), party);
  }

  async party(partyId: string) {
    return findParty(envOf(this.env), partyId);
  }

  async readiness(): Promise<Readiness> {
    const transcoder = await transcoderReadiness(envOf(this.env));
    const scanner = transcoder !== null && transcoder.clamd !== null;
    const checks: Readiness["checks"] = {
      self: { ok: true },
      transcoder:
        transcoder === null ? { ok: false, detail: "does not answer" } : { ok: transcoder.ffmpeg !== null },
      virus_scanner: scanner ? { ok: true } : { ok: false, detail: "uploads wait until it is back" },
    };
    return { ready: Object.values(checks).every((check) => check.ok), checks };
  }

  async metrics() {
    return metrics.render();
  }
}
