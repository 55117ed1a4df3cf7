import { inArray } from "drizzle-orm";
import { openDatabase } from "../../db/client.ts";
import type { ApiEnv } from "../../env.ts";
import { chatRooms } from "./schema.ts";

export interface RoomName {
  id: string;
  name: string;
  visibility: "public" | "private";
}

/**
 * What rooms are called, by id, whoever may know of them. One that was never heard of is private and has no
 * name.
 */
export async function roomNames(env: ApiEnv, ids: string[]): Promise<(id: string) => RoomName> {
  const unique = [...new Set(ids)];
  const { id, name, visibility } = chatRooms;
  const rows =
    unique.length === 0
      ? []
      : await openDatabase(env).select({ id, name, visibility }).from(chatRooms).where(inArray(id, unique));
  const known = new Map(rows.map((row) => [row.id, row]));
  return (wanted) => known.get(wanted) ?? { id: wanted, name: "", visibility: "private" };
}
