-- Words of names and topics are searched by their trigrams.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
--> statement-breakpoint
CREATE TABLE "chat_mails" (
	"user_id" text NOT NULL,
	"room_id" text NOT NULL,
	"mailed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "chat_mails_user_id_room_id_pk" PRIMARY KEY("user_id","room_id")
);
--> statement-breakpoint
CREATE TABLE "chat_settings" (
	"user_id" text PRIMARY KEY NOT NULL,
	"is_mail_on" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "user_blocks" (
	"user_id" text NOT NULL,
	"blocked_id" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "user_blocks_user_id_blocked_id_pk" PRIMARY KEY("user_id","blocked_id")
);
--> statement-breakpoint
CREATE TABLE "chat_joins" (
	"user_id" text PRIMARY KEY NOT NULL,
	"began_at" timestamp (3) with time zone NOT NULL,
	"count" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "chat_members" (
	"room_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text,
	"banned_until" timestamp (3) with time zone,
	"revision" integer DEFAULT 0 NOT NULL,
	"event_id" text DEFAULT '' NOT NULL,
	CONSTRAINT "chat_members_room_id_user_id_pk" PRIMARY KEY("room_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "chat_rooms" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text DEFAULT 'room' NOT NULL,
	"visibility" text DEFAULT 'private' NOT NULL,
	"name" text DEFAULT '' NOT NULL,
	"topic" text DEFAULT '' NOT NULL,
	"slug" text,
	"avatar_url" text,
	"subject_kind" text,
	"subject_id" text,
	"pair_key" text,
	"owner_id" text,
	"owner_revision" integer DEFAULT 0 NOT NULL,
	"member_count" integer DEFAULT 0 NOT NULL,
	"slow_mode_ms" integer DEFAULT 0 NOT NULL,
	"raid_mode" boolean DEFAULT false NOT NULL,
	"search_text" text DEFAULT '' NOT NULL,
	"revision" integer DEFAULT 0 NOT NULL,
	"reserved_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "chat_rooms_slug_unique" UNIQUE("slug"),
	CONSTRAINT "chat_rooms_pair_unique" UNIQUE("pair_key"),
	CONSTRAINT "chat_rooms_subject_unique" UNIQUE("subject_kind","subject_id")
);
--> statement-breakpoint
ALTER TABLE "chat_mails" ADD CONSTRAINT "chat_mails_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_settings" ADD CONSTRAINT "chat_settings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_blocks" ADD CONSTRAINT "user_blocks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "user_blocks" ADD CONSTRAINT "user_blocks_blocked_id_users_id_fk" FOREIGN KEY ("blocked_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "chat_members" ADD CONSTRAINT "chat_members_room_id_chat_rooms_id_fk" FOREIGN KEY ("room_id") REFERENCES "public"."chat_rooms"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "chat_mails_old" ON "chat_mails" USING btree ("mailed_at");--> statement-breakpoint
CREATE INDEX "user_blocks_newest" ON "user_blocks" USING btree ("user_id","created_at","blocked_id");--> statement-breakpoint
CREATE INDEX "user_blocks_of_blocked" ON "user_blocks" USING btree ("blocked_id","user_id");--> statement-breakpoint
CREATE INDEX "chat_members_of_user" ON "chat_members" USING btree ("user_id","room_id") WHERE "chat_members"."role" in ('owner', 'moderator', 'member', 'read_only');--> statement-breakpoint
CREATE INDEX "chat_rooms_largest" ON "chat_rooms" USING btree ("member_count","id") WHERE "chat_rooms"."kind" = 'room' and "chat_rooms"."visibility" = 'public' and "chat_rooms"."revision" > 0;--> statement-breakpoint
CREATE INDEX "chat_rooms_newest" ON "chat_rooms" USING btree ("id") WHERE "chat_rooms"."kind" = 'room' and "chat_rooms"."visibility" = 'public' and "chat_rooms"."revision" > 0;--> statement-breakpoint
CREATE INDEX "chat_rooms_search" ON "chat_rooms" USING gin ("search_text" gin_trgm_ops) WHERE "chat_rooms"."kind" = 'room' and "chat_rooms"."visibility" = 'public' and "chat_rooms"."revision" > 0;--> statement-breakpoint
CREATE INDEX "chat_rooms_of_maker" ON "chat_rooms" USING btree ("reserved_by","created_at");--> statement-breakpoint
CREATE INDEX "chat_rooms_reserved" ON "chat_rooms" USING btree ("created_at") WHERE "chat_rooms"."revision" = 0;--> statement-breakpoint
CREATE INDEX "users_username_prefix" ON "users" USING btree ("username" text_pattern_ops);