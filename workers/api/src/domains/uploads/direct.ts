import { PLANS } from "@veza/contracts/media";
import { newId } from "@veza/core/ids";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { type Account, requireVerified } from "../accounts/service.ts";
import {
  createTrackStatements,
  replaceAudio,
  requireReplaceable,
  type StoredSource,
} from "../tracks/service.ts";
import { requireStorage } from "./ceilings.ts";
import { readDraft } from "./draft.ts";
import { displayName } from "./file-name.ts";
import { readForm } from "./multipart-form.ts";
import { storeStream } from "./store.ts";

/**
 * `POST /api/v1/tracks`: streams the form's file into R2 and makes a track of it. If anything is refused
 * after the file was stored, the object is removed again. @returns the id of the track
 */
export async function receiveNewTrack(
  env: ApiEnv,
  request: Request,
  principal: Principal,
  traceparent: string,
): Promise<string> {
  const uploader = await requireVerified(env, principal.user_id);
  // Fields that come before the file are checked before it is sent.
  const { source, fields } = await receiveFile(env, request, uploader, (before) => {
    if (before.has("title") && before.has("artist")) readDraft(before);
  });
  return keepOrRemove(env, source, async () => {
    const now = new Date();
    const track_id = newId("track", now.getTime());
    const draft = readDraft(fields);
    await openDatabase(env).batch(
      createTrackStatements(env, { track_id, uploader, draft, source, traceparent, now }),
    );
    return track_id;
  });
}

/** `PUT /api/v1/tracks/{track_id}/audio`. */
export async function receiveReplacement(
  env: ApiEnv,
  request: Request,
  trackId: string,
  viewer: Principal,
  traceparent: string,
): Promise<void> {
  const uploader = await requireVerified(env, viewer.user_id);
  await requireReplaceable(env, trackId, viewer);
  const { source } = await receiveFile(env, request, uploader);
  await keepOrRemove(env, source, () =>
    replaceAudio(env, { track_id: trackId, uploader, source, traceparent, viewer, now: new Date() }),
  );
}

async function receiveFile(
  env: ApiEnv,
  request: Request,
  uploader: Account,
  checkEarly: (fields: Map<string, string>) => void = () => {},
): Promise<{ source: StoredSource; fields: Map<string, string> }> {
  const maxBytes = PLANS[uploader.plan].max_bytes;
  // A form is a little longer than its file; what surely is too long is refused before it is sent.
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes + 1_000_000)
    throw new AppError("file_too_large");
  await requireStorage(env, uploader, Number(request.headers.get("content-length") ?? 0));
  const key = `originals/${newId("upload")}`;
  const received: { source: StoredSource | null } = { source: null };
  const form = readForm(request, async (file, before) => {
    checkEarly(before);
    received.source = {
      key,
      ...(await storeStream(env.MEDIA, key, file.chunks, maxBytes)),
      file_name: displayName(file.file_name),
    };
  });
  try {
    const fields = await form;
    if (received.source === null) throw new AppError("validation_failed");
    // A body of unknown length, or others that came meanwhile.
    await requireStorage(env, uploader, received.source.bytes);
    return { source: received.source, fields };
  } catch (cause) {
    // The form broke after its file: nobody will ever name this object.
    if (received.source !== null) await env.MEDIA.delete(key);
    throw cause;
  }
}

/**
 * Removes the stored file when the request is refused. After any other failure it stays: the commit may have
 * happened.
 */
async function keepOrRemove<T>(env: ApiEnv, source: StoredSource, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } catch (cause) {
    if (cause instanceof AppError) await env.MEDIA.delete(source.key);
    throw cause;
  }
}
