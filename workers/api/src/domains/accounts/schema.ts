import { ROLES } from "@veza/contracts/roles";
import { sql } from "drizzle-orm";
import { boolean, check, index, integer, pgTable, text, uniqueIndex } from "drizzle-orm/pg-core";
import { id, instant, softDelete, timestamps } from "../../db/columns.ts";

export const users = pgTable(
  "users",
  {
    id: id(),
    username: text("username").notNull().unique("users_username_unique"),
    /**
     * Lower case, the domain as A-labels. Unique among verified accounts only: whoever registers a known
     * address learns nothing from it.
     */
    email: text("email").notNull(),
    /** bcrypt, with its cost inside. */
    password_hash: text("password_hash").notNull(),
    role: text("role", { enum: ROLES }).notNull().default("user"),
    plan: text("plan", { enum: ["free", "artist"] })
      .notNull()
      .default("free"),
    locale: text("locale", { enum: ["en", "fr"] })
      .notNull()
      .default("en"),
    avatar_url: text("avatar_url"),
    /** A program: it has no address and no password, and never signs in with them. */
    is_bot: boolean("is_bot").notNull().default(false),
    email_verified_at: instant("email_verified_at"),
    ...timestamps,
    ...softDelete,
  },
  (table) => [
    uniqueIndex("users_verified_email").on(table.email).where(sql`${table.email_verified_at} is not null`),
    index("users_email").on(table.email),
    // Accounts that nobody confirms are taken away after a while.
    index("users_waiting").on(table.created_at).where(sql`${table.email_verified_at} is null`),
    // For names that begin so, whatever the database's collation.
    index("users_username_prefix").on(table.username.op("text_pattern_ops")),
    check("users_username_form", sql`${table.username} ~ '^[a-z0-9_]{3,50}$'`),
    check("users_email_lower", sql`${table.email} = lower(${table.email})`),
    check(
      "users_role_known",
      sql`${table.role} in ('guest','user','artist','moderator','admin','super_admin')`,
    ),
  ],
);

/** One signed-in device. Its refresh tokens form a family: a used one that comes back ends the session. */
export const sessions = pgTable(
  "sessions",
  {
    id: id(),
    user_id: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    user_agent: text("user_agent"),
    /** The network, never the whole address. */
    ip_prefix: text("ip_prefix"),
    last_seen_at: instant("last_seen_at").notNull().defaultNow(),
    revoked_at: instant("revoked_at"),
    revoked_reason: text("revoked_reason"),
    created_at: instant("created_at").notNull().defaultNow(),
  },
  (table) => [index("sessions_user").on(table.user_id)],
);

export const refreshTokens = pgTable(
  "refresh_tokens",
  {
    /** SHA-256 of the token, hex: the token itself is nowhere stored. */
    hash: text("hash").primaryKey(),
    session_id: text("session_id")
      .notNull()
      .references(() => sessions.id, { onDelete: "cascade" }),
    expires_at: instant("expires_at").notNull(),
    used_at: instant("used_at"),
    /**
     * With the token itself it makes the successor again, for who asks twice at the same moment. Worthless
     * without the token.
     */
    next_salt: text("next_salt"),
    created_at: instant("created_at").notNull().defaultNow(),
  },
  (table) => [
    // Those that have run out are forgotten.
    index("refresh_tokens_expiring").on(table.expires_at),
    index("refresh_tokens_session").on(table.session_id),
  ],
);

export const emailTokens = pgTable(
  "email_tokens",
  {
    hash: text("hash").primaryKey(),
    user_id: text("user_id")
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    purpose: text("purpose", { enum: ["verify_email", "sign_in"] }).notNull(),
    expires_at: instant("expires_at").notNull(),
    used_at: instant("used_at"),
    created_at: instant("created_at").notNull().defaultNow(),
  },
  (table) => [index("email_tokens_user").on(table.user_id)],
);

/**
 * Attempts to sign in that were not right, by account, network, both, device and mailed link. The key is a
 * hash, so the table is no list of who signs in from where.
 */
export const loginFailures = pgTable("login_failures", {
  key: text("key").primaryKey(),
  count: integer("count").notNull(),
  locked_until: instant("locked_until"),
  updated_at: instant("updated_at").notNull().defaultNow(),
});
