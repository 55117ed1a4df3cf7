import { fromBase64Url, toBase64Url } from "@veza/core/base64url";
import { AppError } from "@veza/worker-kit/app-error";
import { z } from "zod";

/**
 * A place in a list: the value that orders it (a time or a count) and the id that breaks ties. Opaque to
 * clients.
 */
export interface Place {
  value: string;
  id: string;
}
const Stored = z.tuple([z.string().regex(/^[\d.:TZ-]{1,40}$/), z.string().regex(/^[a-z]+_[0-9a-z]{1,30}$/)]);

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

/** For lists that a time orders: throws `invalid_cursor` also for a cursor of another kind of list. */
export function decodeTimeCursor(text: string | undefined): Place | null {
  const place = decodeCursor(text);
  if (place !== null && !z.iso.datetime({ precision: 3 }).safeParse(place.value).success)
    throw new AppError("invalid_cursor");
  return place;
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
