import { ACCEPTED_FORMATS } from "@veza/contracts/formats";
import * as contract from "@veza/contracts/http/uploads";
import { PLAN_CEILINGS, PLANS } from "@veza/contracts/media";
import { traceparent } from "@veza/core/trace";
import { AppError } from "@veza/worker-kit/app-error";
import type { Principal } from "@veza/worker-kit/principal";
import type { Context } from "hono";
import type { ApiApp, ApiHonoEnv, Mount } from "../../app.ts";
import type { ApiEnv } from "../../env.ts";
import { getAccount } from "../accounts/service.ts";
import { processWithPatience } from "../attachments/process.ts";
import { dispatchInBackground } from "../outbox/service.ts";
import { appendBytes } from "./append.ts";
import type { UploadRow } from "./queries.ts";
import { type Completed, completeUpload, createUpload, discardUpload, readUpload } from "./resumable.ts";
import {
  byteHeader,
  overriddenMethod,
  parseChecksum,
  refuseUnsupported,
  requireTusVersion,
  TUS_HEADERS,
  tusOptions,
} from "./tus-headers.ts";

type Ctx = Context<ApiHonoEnv>;
const OFFSET_STREAM = "application/offset+octet-stream";

export function mountUploads(app: ApiApp, mount: Mount): void {
  app.use("/api/v1/uploads/*", tusResumable);
  app.use("/api/v1/uploads", tusResumable);
  app.options(
    "/api/v1/uploads",
    () => new Response(null, { status: 204, headers: tusOptions(PLANS.artist.max_bytes) }),
  );

  // Sent around through the whole application: the method it stands for has its own rules on who may.
  app.post("/api/v1/uploads/:upload_id", (c) => {
    const method = overriddenMethod(c.req.raw.headers);
    const headers = new Headers(c.req.raw.headers);
    headers.delete("x-http-method-override");
    const source = method === "HEAD" ? c.req.url : c.req.raw;
    return app.fetch(new Request(source, { method, headers }), c.env, c.executionCtx);
  });

  mount(app, contract.describeUploads, async ({ env, principal }) => {
    const user = principal === null ? null : await getAccount(env, principal.user_id);
    return {
      tus_version: contract.TUS_VERSION,
      extensions: [...contract.TUS_EXTENSIONS],
      checksum_algorithms: [...contract.TUS_CHECKSUMS],
      ...PLANS[user?.plan ?? "free"],
      ...PLAN_CEILINGS[user?.plan ?? "free"],
      accepted_formats: [...ACCEPTED_FORMATS],
      chunk_bytes: contract.TUS_CHUNK_BYTES,
    };
  });

  mount(app, contract.createUpload, async ({ c, env, principal }) => {
    const { headers } = c.req.raw;
    requireTusVersion(headers);
    refuseUnsupported(headers);
    const length = byteHeader(headers, "upload-length");
    let row = await createUpload(
      env,
      principal,
      { length, metadata: headers.get("upload-metadata") },
      new Date(),
    );
    let completed: Completed | null = null;
    if (headers.get("content-type") === OFFSET_STREAM)
      ({ row, completed } = await append(c, env, row, principal));
    return new Response(null, {
      status: 201,
      headers: { ...uploadHeaders(row, completed), location: `/api/v1/uploads/${row.id}` },
    });
  });

  mount(app, contract.headUpload, async ({ c, env, params, principal }) => {
    requireTusVersion(c.req.raw.headers);
    const row = await readUpload(env, params.upload_id, principal, new Date());
    const completed = await complete(c, env, row, principal);
    return new Response(null, {
      status: 200,
      headers: {
        ...uploadHeaders(row, completed),
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
    return new Response(null, { status: 204, headers: uploadHeaders(appended.row, appended.completed) });
  });

  mount(app, contract.deleteUpload, async ({ c, env, params, principal }) => {
    requireTusVersion(c.req.raw.headers);
    const row = await readUpload(env, params.upload_id, principal, new Date());
    await discardUpload(env, row, "terminated");
    return new Response(null, { status: 204, headers: TUS_HEADERS });
  });
}

interface Appended {
  row: UploadRow;
  /** Null while bytes are missing. */
  completed: Completed | null;
}

async function append(c: Ctx, env: ApiEnv, row: UploadRow, principal: Principal): Promise<Appended> {
  const work = appendOnce(c, env, row, principal);
  // A client that goes away ends the request, not the writing down of what it sent.
  c.executionCtx.waitUntil(work.catch(() => undefined));
  return work;
}

async function appendOnce(c: Ctx, env: ApiEnv, before: UploadRow, principal: Principal): Promise<Appended> {
  if (before.status === "done") return { row: before, completed: await complete(c, env, before, principal) };
  const checksum = parseChecksum(c.req.raw.headers.get("upload-checksum"));
  try {
    const row = await appendBytes(env, before, c.req.raw.body, checksum);
    return { row, completed: await complete(c, env, row, principal) };
  } catch (cause) {
    // Surely no audio, or a picture that is too large for a room: there is nothing to resume.
    const isHopeless =
      cause instanceof AppError &&
      (cause.code === "unsupported_media_type" ||
        (before.room_id !== null && cause.code === "file_too_large"));
    if (isHopeless) {
      await discardUpload(env, await readUpload(env, before.id, principal, new Date()), "terminated");
    }
    throw cause;
  }
}

/** What an upload that is whole has become; null while bytes are missing. */
async function complete(
  c: Ctx,
  env: ApiEnv,
  row: UploadRow,
  principal: Principal,
): Promise<Completed | null> {
  if (row.offset < row.length) return null;
  const completed = await completeUpload(env, row, principal, traceparent(c.get("trace")), new Date());
  if ("track_id" in completed) c.executionCtx.waitUntil(dispatchInBackground(env));
  // Where it was whole before, who asks for the file has it tried again.
  else if (row.attachment_id === null)
    await processWithPatience(env, completed.attachment_id, c.get("log"), (work) =>
      c.executionCtx.waitUntil(work),
    );
  return completed;
}

function uploadHeaders(row: UploadRow, completed: Completed | null): Record<string, string> {
  return {
    ...TUS_HEADERS,
    "upload-offset": String(row.offset),
    ...(row.status === "open" && completed === null
      ? { "upload-expires": row.expires_at.toUTCString() }
      : {}),
    ...(completed === null
      ? {}
      : "track_id" in completed
        ? { "veza-track-id": completed.track_id }
        : { "veza-attachment-id": completed.attachment_id }),
  };
}

async function tusResumable(c: Ctx, next: () => Promise<void>): Promise<void> {
  await next();
  c.res.headers.set("tus-resumable", contract.TUS_VERSION);
}
