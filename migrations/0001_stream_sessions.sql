CREATE TABLE "listening_history" (
	"user_id" text NOT NULL,
	"track_id" text NOT NULL,
	"last_played_at" timestamp (3) with time zone NOT NULL,
	"position_ms" integer,
	"position_at" timestamp (3) with time zone,
	"play_count" integer DEFAULT 0 NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "listening_history_user_id_track_id_pk" PRIMARY KEY("user_id","track_id")
);
--> statement-breakpoint
CREATE TABLE "listening_settings" (
	"user_id" text PRIMARY KEY NOT NULL,
	"is_history_on" boolean NOT NULL,
	"since" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "play_slices" (
	"at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"plays" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "plays" (
	"event_id" text PRIMARY KEY NOT NULL,
	"track_id" text NOT NULL,
	"listener" text NOT NULL,
	"counted_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "track_trends" (
	"generation" integer NOT NULL,
	"track_id" text NOT NULL,
	"plays" integer NOT NULL,
	"play_count" integer NOT NULL,
	CONSTRAINT "track_trends_generation_track_id_pk" PRIMARY KEY("generation","track_id")
);
--> statement-breakpoint
CREATE TABLE "quality_sent" (
	"at" timestamp (3) with time zone NOT NULL,
	"rendition" text NOT NULL,
	"seconds" double precision NOT NULL,
	CONSTRAINT "quality_sent_at_rendition_pk" PRIMARY KEY("at","rendition")
);
--> statement-breakpoint
CREATE TABLE "quality_slices" (
	"at" timestamp (3) with time zone PRIMARY KEY NOT NULL,
	"sessions" integer NOT NULL,
	"switches" integer NOT NULL,
	"stalls" integer NOT NULL,
	"stall_ms" double precision NOT NULL
);
--> statement-breakpoint
CREATE TABLE "quality_starts" (
	"at" timestamp (3) with time zone NOT NULL,
	"bucket" integer NOT NULL,
	"starts" integer NOT NULL,
	CONSTRAINT "quality_starts_at_bucket_pk" PRIMARY KEY("at","bucket")
);
--> statement-breakpoint
DROP INDEX "notifications_of_user";--> statement-breakpoint
DROP INDEX "tracks_newest";--> statement-breakpoint
DROP INDEX "tracks_of_uploader";--> statement-breakpoint
ALTER TABLE "listening_history" ADD CONSTRAINT "listening_history_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listening_history" ADD CONSTRAINT "listening_history_track_id_tracks_id_fk" FOREIGN KEY ("track_id") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "listening_settings" ADD CONSTRAINT "listening_settings_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "plays" ADD CONSTRAINT "plays_track_id_tracks_id_fk" FOREIGN KEY ("track_id") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "track_trends" ADD CONSTRAINT "track_trends_track_id_tracks_id_fk" FOREIGN KEY ("track_id") REFERENCES "public"."tracks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "listening_history_newest" ON "listening_history" USING btree ("user_id","last_played_at","track_id");--> statement-breakpoint
CREATE INDEX "listening_history_removed" ON "listening_history" USING btree ("removed_at") WHERE "listening_history"."removed_at" is not null;--> statement-breakpoint
CREATE INDEX "plays_of_listener" ON "plays" USING btree ("listener","track_id","counted_at");--> statement-breakpoint
CREATE INDEX "plays_recent" ON "plays" USING btree ("counted_at");--> statement-breakpoint
CREATE INDEX "track_trends_order" ON "track_trends" USING btree ("generation","plays","play_count","track_id");--> statement-breakpoint
CREATE INDEX "track_trends_track" ON "track_trends" USING btree ("track_id");--> statement-breakpoint
CREATE INDEX "tracks_most_played" ON "tracks" USING btree ("play_count","id") WHERE "tracks"."deleted_at" is null and "tracks"."current_version" is not null and "tracks"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "notifications_of_user" ON "notifications" USING btree ("user_id","id");--> statement-breakpoint
CREATE INDEX "tracks_newest" ON "tracks" USING btree ("published_at","id") WHERE "tracks"."deleted_at" is null and "tracks"."current_version" is not null and "tracks"."visibility" = 'public';--> statement-breakpoint
CREATE INDEX "tracks_of_uploader" ON "tracks" USING btree ("uploader_id","id");