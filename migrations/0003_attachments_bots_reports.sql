CREATE TABLE "attachments" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" text NOT NULL,
	"room_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"mime" text NOT NULL,
	"bytes" bigint NOT NULL,
	"width" integer,
	"height" integer,
	"duration_ms" integer,
	"status" text DEFAULT 'processing' NOT NULL,
	"code" text,
	"source_key" text,
	"source_bytes" bigint NOT NULL,
	"busy_until" timestamp (3) with time zone,
	"held_at" timestamp (3) with time zone,
	"released_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "attachments_code_of_refused" CHECK (("attachments"."code" is not null) = ("attachments"."status" = 'refused')),
	CONSTRAINT "attachments_held_ready" CHECK ("attachments"."held_at" is null or "attachments"."status" = 'ready')
);
--> statement-breakpoint
CREATE TABLE "bots" (
	"user_id" text PRIMARY KEY NOT NULL,
	"owner_id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" text PRIMARY KEY NOT NULL,
	"room_id" text NOT NULL,
	"user_id" text NOT NULL,
	"name" text NOT NULL,
	"created_by" text NOT NULL,
	"secret_hash" text NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhooks_user_unique" UNIQUE("user_id")
);
--> statement-breakpoint
CREATE TABLE "moderation_acts" (
	"n" bigserial PRIMARY KEY NOT NULL,
	"by" text NOT NULL,
	"action" text NOT NULL,
	"report_id" text NOT NULL,
	"user_id" text NOT NULL,
	"outcome" text,
	"note" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "report_reasons" (
	"event_id" text PRIMARY KEY NOT NULL,
	"report_id" text NOT NULL,
	"reporter_id" text,
	"category" text NOT NULL,
	"note" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reports" (
	"id" text PRIMARY KEY NOT NULL,
	"room_id" text NOT NULL,
	"message_id" text NOT NULL,
	"author_id" text NOT NULL,
	"body" text NOT NULL,
	"reason_count" integer DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"claimed_by" text,
	"claimed_at" timestamp (3) with time zone,
	"outcome" text,
	"decision_note" text,
	"decided_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reports_claimed_by_somebody" CHECK (("reports"."state" = 'open') = ("reports"."claimed_by" is null)),
	CONSTRAINT "reports_decided_with_outcome" CHECK (("reports"."state" = 'decided') = ("reports"."outcome" is not null))
);
--> statement-breakpoint
ALTER TABLE "uploads" DROP CONSTRAINT "uploads_one_target";--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "is_bot" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "room_id" text;--> statement-breakpoint
ALTER TABLE "uploads" ADD COLUMN "attachment_id" text;--> statement-breakpoint
ALTER TABLE "attachments" ADD CONSTRAINT "attachments_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bots" ADD CONSTRAINT "bots_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bots" ADD CONSTRAINT "bots_owner_id_users_id_fk" FOREIGN KEY ("owner_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "report_reasons" ADD CONSTRAINT "report_reasons_report_id_reports_id_fk" FOREIGN KEY ("report_id") REFERENCES "public"."reports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "attachments_unheld" ON "attachments" USING btree ("created_at") WHERE "attachments"."held_at" is null and "attachments"."released_at" is null;--> statement-breakpoint
CREATE INDEX "attachments_released" ON "attachments" USING btree ("released_at") WHERE "attachments"."released_at" is not null;--> statement-breakpoint
CREATE INDEX "attachments_leftovers" ON "attachments" USING btree ("updated_at") WHERE "attachments"."source_key" is not null and ("attachments"."kind" = 'image' or "attachments"."status" = 'refused');--> statement-breakpoint
CREATE INDEX "bots_of_owner" ON "bots" USING btree ("owner_id");--> statement-breakpoint
CREATE INDEX "webhooks_of_room" ON "webhooks" USING btree ("room_id");--> statement-breakpoint
CREATE INDEX "moderation_acts_of_report" ON "moderation_acts" USING btree ("report_id");--> statement-breakpoint
CREATE INDEX "report_reasons_of_report" ON "report_reasons" USING btree ("report_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "reports_one_undecided" ON "reports" USING btree ("room_id","message_id") WHERE "reports"."state" <> 'decided';--> statement-breakpoint
CREATE INDEX "reports_waiting" ON "reports" USING btree ("state","created_at","id");--> statement-breakpoint
CREATE INDEX "reports_decided" ON "reports" USING btree ("decided_at","id") WHERE "reports"."state" = 'decided';--> statement-breakpoint
CREATE INDEX "uploads_to_rooms" ON "uploads" USING btree ("user_id","created_at") WHERE "uploads"."room_id" is not null;--> statement-breakpoint
ALTER TABLE "uploads" ADD CONSTRAINT "uploads_one_target" CHECK (num_nonnulls("uploads"."draft", "uploads"."replaces_track_id", "uploads"."room_id") = 1);--> statement-breakpoint
CREATE FUNCTION "refuse_change"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;--> statement-breakpoint
CREATE TRIGGER "moderation_acts_append_only" BEFORE UPDATE OR DELETE ON "moderation_acts" FOR EACH ROW EXECUTE FUNCTION "refuse_change"();
