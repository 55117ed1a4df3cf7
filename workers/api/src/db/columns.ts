import { text, timestamp } from "drizzle-orm/pg-core";

/** A TypeID, made by the application. */
export const id = () => text("id").primaryKey();
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3 });
export const createdAt = () => instant("created_at").notNull().defaultNow();
export const timestamps = {
  created_at: createdAt(),
  updated_at: instant("updated_at").notNull().defaultNow(),
};
/** Set when the owner deleted the row; it is erased 30 days later. */
export const softDelete = { deleted_at: instant("deleted_at") };
