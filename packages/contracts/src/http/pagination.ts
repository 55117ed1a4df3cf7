import { z } from "zod";
import { code, told } from "../text.ts";

/** `?cursor&limit` of every list. The cursor is opaque: pass back `next_cursor` as it came. */
export const PageQuery = z.object({
  cursor: code(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
});

/** `{items, next_cursor}`; `next_cursor` is null on the last page. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: told.nullable() });
