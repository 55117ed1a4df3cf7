import { AttachmentIds } from "@veza/contracts/chat-rpc";
import { RoomId, UserId } from "@veza/contracts/ids";
import { type Domain, MINUTE_MS, on } from "../../domain.ts";
import { eraseAttachments } from "./erase.ts";
import { mountAttachments } from "./routes.ts";
import { filesForMessage, releaseFiles } from "./service.ts";

export const attachments: Domain = {
  mount: mountAttachments,
  handlers: [on("attachments.released", "release files", (env, { data }) => releaseFiles(env, data))],
  chores: [
    {
      name: "erase files of rooms",
      every_ms: MINUTE_MS,
      run: (env, { now, log }) => eraseAttachments(env, now, log),
    },
  ],
  rpc: {
    attachments: async (env, userId, roomId, ids) =>
      filesForMessage(env, UserId.parse(userId), RoomId.parse(roomId), AttachmentIds.parse(ids)),
  },
};
