import { constants, setPriority } from "node:os";
import { z } from "zod";
import { seedRooms } from "./seed-rooms.ts";
import { seedTracks } from "./seed-tracks.ts";

/**
 * The demo's rooms and tracks, as a process of its own: rendering takes a whole core for seconds and must not
 * hold the stack up.
 */
const env = z.object({ ENVIRONMENT: z.literal("development"), VEZA_URL: z.url() }).parse(process.env);
if (!["localhost", "127.0.0.1"].includes(new URL(env.VEZA_URL).hostname)) {
  throw new Error("the demo is for a copy of Veza on this machine only");
}
setPriority(constants.priority.PRIORITY_LOW);
const say = (line: string) => console.log(line);
// Talk first: it takes seconds, while the tracks are rendered for minutes. What links to tracks waits for
// them.
const before = await seedRooms(env.VEZA_URL, "first", say);
const tracks = await seedTracks(env.VEZA_URL, say);
const rooms = before + (await seedRooms(env.VEZA_URL, "late", say));
console.log(
  tracks + rooms === 0
    ? "the demo is complete"
    : `the demo is there but for ${tracks} tracks and ${rooms} rooms; the next start tries again`,
);
process.exitCode = tracks + rooms === 0 ? 0 : 1;
