import { index, pgTable, text } from "drizzle-orm/pg-core";
import { createdAt, id, instant } from "../../db/columns.ts";
import { users } from "../accounts/schema.ts";

/** Whose program an account is, and the hash of what it signs in with. */
export const bots = pgTable(
  "bots",
  {
    user_id: text("user_id")
      .primaryKey()
      .references(() => users.id, { onDelete: "cascade" }),
    owner_id: text("owner_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** SHA-256 of the secret, hex. */
    secret_hash: text("secret_hash").notNull(),
    created_at: createdAt(),
  },
  (table) => [index("bots_of_owner").on(table.owner_id)],
);

/** An address that other services post messages to, and the account under which these stand. */
export const webhooks = pgTable(
  "webhooks",
  {
    id: id(),
    room_id: text("room_id").notNull(),
    user_id: text("user_id")
      .notNull()
      .unique("webhooks_user_unique")
      .references(() => users.id, { onDelete: "cascade" }),
    name: text("name").notNull(),
    created_by: text("created_by").notNull(),
    /** SHA-256 of the secret, hex. */
    secret_hash: text("secret_hash").notNull(),
    last_used_at: instant("last_used_at"),
    ended_at: instant("ended_at"),
    created_at: createdAt(),
  },
  (table) => [index("webhooks_of_room").on(table.room_id)],
);
