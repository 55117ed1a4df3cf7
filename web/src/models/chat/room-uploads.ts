import { deleteAttachment, getAttachment } from "@veza/contracts/http/attachments";
import { call } from "../../lib/api/call.ts";
import { randomId } from "../stream/device.ts";
import { prepareTus } from "../uploads/tus-run.ts";
import { type Attachings, openAttaching } from "./attaching.ts";

/** Files for messages of a room, by the platform's upload path. */
export function openRoomUploads(roomId: string): Attachings {
  return openAttaching({
    upload(file, on) {
      let isStopped = false;
      let stop: (() => void) | null = null;
      let id: string | null = null;
      const prepared = prepareTus(
        { file, uploadUrl: null, metadata: { room_id: roomId, filename: file.name } },
        {
          onUrl: () => {},
          onProgress: on.progress,
          onAttachment: (attachmentId) => {
            id = attachmentId;
          },
          onDone: () => (id === null ? on.failed("bad_reply") : on.done(id)),
          onError: on.failed,
        },
      );
      prepared.then(
        (upload) => {
          if (isStopped) return;
          stop = () => {
            // What arrived is erased by the server when it is named by no message.
            upload.abort(id === null).catch((error: unknown) => console.info("The upload had ended.", error));
          };
          upload.start();
        },
        () => on.failed("network"),
      );
      return () => {
        isStopped = true;
        stop?.();
      };
    },
    state: (attachment_id) => call(getAttachment, { params: { attachment_id } }),
    forget: (attachment_id) => call(deleteAttachment, { params: { attachment_id } }),
    newKey: randomId,
    preview: (file) => (file.type.startsWith("image/") ? URL.createObjectURL(file) : null),
    dropPreview: (address) => URL.revokeObjectURL(address),
    after: (ms, work) => {
      const timer = setTimeout(work, ms);
      return () => clearTimeout(timer);
    },
  });
}
