import * as contract from "@veza/contracts/http/attachments";
import type { ApiApp, Mount } from "../../app.ts";
import { deliverFile } from "./deliver.ts";
import { processWithPatience } from "./process.ts";
import { forgetOwn, readOwn, toState } from "./service.ts";

export function mountAttachments(app: ApiApp, mount: Mount): void {
  mount(app, contract.getAttachment, async ({ c, env, params, principal }) => {
    const id = params.attachment_id;
    const row = await readOwn(env, id, principal.user_id);
    if (row.status !== "processing") return toState(row);
    await processWithPatience(env, id, c.get("log"), (work) => c.executionCtx.waitUntil(work));
    return toState(await readOwn(env, id, principal.user_id));
  });

  mount(app, contract.deleteAttachment, async ({ env, params, principal }) => {
    await forgetOwn(env, params.attachment_id, principal.user_id);
    return undefined;
  });

  mount(app, contract.getAttachmentFile, async ({ c, env, params, principal }) =>
    deliverFile(env, c.req.raw, {
      id: params.attachment_id,
      file: params.file,
      user_id: principal?.user_id ?? null,
    }),
  );
}
