import { ATTACHMENT_IMAGE, ATTACHMENT_THUMBNAIL } from "@veza/contracts/jobs";
import type { AttachmentRow } from "./queries.ts";

type Placed = Pick<AttachmentRow, "id" | "room_id" | "kind" | "source_key">;

/** Where the transcoder stores what it makes of a picture. */
export const outputPrefix = ({ id, room_id }: Pick<Placed, "id" | "room_id">): string =>
  `attachments/${room_id}/${id}/`;

export const imageKey = (row: Placed): string => `${outputPrefix(row)}${ATTACHMENT_IMAGE}`;
export const thumbnailKey = (row: Placed): string => `${outputPrefix(row)}${ATTACHMENT_THUMBNAIL}`;

/**
 * The object that is served; null where there is none. Of a picture never what came in, but what was made of
 * it.
 */
export function servedKey(row: Placed, file: "original" | "thumbnail"): string | null {
  if (row.kind === "image") return file === "original" ? imageKey(row) : thumbnailKey(row);
  return file === "original" ? row.source_key : null;
}

/** Every object that may exist of a file. */
export const allKeys = (row: Placed): string[] => [
  imageKey(row),
  thumbnailKey(row),
  ...(row.source_key === null ? [] : [row.source_key]),
];
