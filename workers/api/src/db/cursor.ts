import { fromBase64Url, toBase64Url } from "@veza/core/base64url";
import { AppError } from "@veza/worker-kit/app-error";
import { z } from "zod";

/** A place in a list: the value that orders it (a time or a count) and the id that breaks ties. Opaque to clients. */
export interface Place {
  value: string;
  id: string;
}
const Stored = z.tuple([z.string().regex(/^[\d.:TZ-]{1,40}$/), z.string().max(40)]);

export function encodeCursor(place: Place): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify([place.value, place.id])));
}

/** Throws `invalid_cursor`. */
export function decodeCursor(text: string | undefined): Place | null {
  if (text === undefined) return null;
  try {
    const bytes = fromBase64Url(text);
    const [value, id] = Stored.parse(JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())));
    return { value, id };
  } catch (cause) {
    throw new AppError("invalid_cursor", { cause });
  }
}

/** Cuts the extra row that tells whether there is more, and makes the cursor of the last one kept. */
export function toPage<T>(
  rows: T[],
  limit: number,
  place: (row: T) => Place,
): { rows: T[]; next_cursor: string | null } {
  const kept = rows.slice(0, limit);
  const last = kept.at(-1);
  if (rows.length <= limit || last === undefined) return { rows: kept, next_cursor: null };
  return { rows: kept, next_cursor: encodeCursor(place(last)) };
}
