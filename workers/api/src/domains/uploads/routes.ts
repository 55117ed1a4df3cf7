import * as contract from "@veza/contracts/http/uploads";
import { ACCEPTED_FORMATS, PLANS } from "@veza/contracts/media";
import { traceparent } from "@veza/core/trace";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import type { Context } from "hono";
import type { ApiApp, ApiHonoEnv, Mount } from "../../app.ts";
import type { ApiEnv } from "../../env.ts";
import { getAccount } from "../accounts/service.ts";
import { dispatchInBackground } from "../outbox/service.ts";
import { appendBytes } from "./append.ts";
import type { UploadRow } from "./queries.ts";
import { completeUpload, createUpload, discardUpload, readUpload } from "./resumable.ts";
import { byteHeader, parseChecksum, requireTusVersion, TUS_HEADERS, tusOptions } from "./tus-headers.ts";

type Ctx = Context<ApiHonoEnv>;
const OFFSET_STREAM = "application/offset+octet-stream";

export function mountUploads(app: ApiApp, mount: Mount): void {
  app.use("/api/v1/uploads/*", tusResumable);
  app.use("/api/v1/uploads", tusResumable);
  app.options(
    "/api/v1/uploads",
    () => new Response(null, { status: 204, headers: tusOptions(PLANS.artist.max_bytes) }),
  );

  mount(app, contract.describeUploads, async ({ env, principal }) => {
    const user = principal === null ? null : await getAccount(env, principal.user_id);
    return {
      tus_version: contract.TUS_VERSION,
      extensions: [...contract.TUS_EXTENSIONS],
      checksum_algorithms: [...contract.TUS_CHECKSUMS],
      ...PLANS[user?.plan ?? "free"],
      accepted_formats: [...ACCEPTED_FORMATS],
      chunk_bytes: contract.TUS_CHUNK_BYTES,
    };
  });

  mount(app, contract.createUpload, async ({ c, env, principal }) => {
    const { headers } = c.req.raw;
    requireTusVersion(headers);
    const length = byteHeader(headers, "upload-length");
    let row = await createUpload(
      env,
      principal,
      { length, metadata: headers.get("upload-metadata") },
      new Date(),
    );
    let trackId: string | null = null;
    if (headers.get("content-type") === OFFSET_STREAM)
      ({ row, trackId } = await append(c, env, row, principal));
    return new Response(null, {
      status: 201,
      headers: { ...uploadHeaders(row, trackId), location: `/api/v1/uploads/${row.id}` },
    });
  });

  mount(app, contract.headUpload, async ({ c, env, params, principal }) => {
    requireTusVersion(c.req.raw.headers);
    const row = await readUpload(env, params.upload_id, principal, new Date());
    const trackId = await complete(c, env, row, principal);
    return new Response(null, {
      status: 200,
      headers: {
        ...uploadHeaders(row, trackId),
        "upload-length": String(row.length),
        "upload-metadata": row.metadata,
      },
    });
  });

  mount(app, contract.patchUpload, async ({ c, env, params, principal }) => {
    const { headers } = c.req.raw;
    requireTusVersion(headers);
    if (headers.get("content-type") !== OFFSET_STREAM)
      throw new AppError("unsupported_media_type", { detail: `Send ${OFFSET_STREAM}.` });
    const offset = byteHeader(headers, "upload-offset");
    if (offset === null) throw new AppError("invalid_request", { detail: "Upload-Offset is required." });
    const row = await readUpload(env, params.upload_id, principal, new Date());
    if (offset !== row.offset)
      throw new AppError("upload_offset_mismatch", { headers: { "upload-offset": String(row.offset) } });
    const appended = await append(c, env, row, principal);
    return new Response(null, { status: 204, headers: uploadHeaders(appended.row, appended.trackId) });
  });

  mount(app, contract.deleteUpload, async ({ c, env, params, principal }) => {
    requireTusVersion(c.req.raw.headers);
    const row = await readUpload(env, params.upload_id, principal, new Date());
    await discardUpload(env, row, "terminated");
    return new Response(null, { status: 204, headers: TUS_HEADERS });
  });
}

async function append(
  c: Ctx,
  env: ApiEnv,
  row: UploadRow,
  principal: Principal,
): Promise<{ row: UploadRow; trackId: string | null }> {
  const work = appendOnce(c, env, row, principal);
  // A client that goes away ends the request, not the writing down of what it sent.
  c.executionCtx.waitUntil(work.catch(() => undefined));
  return work;
}

async function appendOnce(
  c: Ctx,
  env: ApiEnv,
  before: UploadRow,
  principal: Principal,
): Promise<{ row: UploadRow; trackId: string | null }> {
  if (before.status === "done") return { row: before, trackId: before.track_id };
  const checksum = parseChecksum(c.req.raw.headers.get("upload-checksum"));
  try {
    const row = await appendBytes(env, before, c.req.raw.body, checksum);
    return { row, trackId: await complete(c, env, row, principal) };
  } catch (cause) {
    // Surely no audio: there is nothing to resume.
    if (cause instanceof AppError && cause.code === "unsupported_media_type") {
      await discardUpload(env, await readUpload(env, before.id, principal, new Date()), "terminated");
    }
    throw cause;
  }
}

/** The track of an upload that is whole; null while bytes are missing. */
async function complete(c: Ctx, env: ApiEnv, row: UploadRow, principal: Principal): Promise<string | null> {
  if (row.offset < row.length) return null;
  const trackId = await completeUpload(env, row, principal, traceparent(c.get("trace")), new Date());
  c.executionCtx.waitUntil(dispatchInBackground(env));
  return trackId;
}

function uploadHeaders(row: UploadRow, trackId: string | null): Record<string, string> {
  return {
    ...TUS_HEADERS,
    "upload-offset": String(row.offset),
    ...(row.status === "open" && trackId === null ? { "upload-expires": row.expires_at.toUTCString() } : {}),
    ...(trackId === null ? {} : { "veza-track-id": trackId }),
  };
}

async function tusResumable(c: Ctx, next: () => Promise<void>): Promise<void> {
  await next();
  c.res.headers.set("tus-resumable", contract.TUS_VERSION);
}
