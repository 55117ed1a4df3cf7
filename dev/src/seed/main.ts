import { constants, setPriority } from "node:os";
import { z } from "zod";
import { seedTracks } from "./seed-tracks.ts";

/** The demo's tracks, as a process of its own: rendering takes a whole core for seconds and must not hold the stack up. */
const env = z.object({ ENVIRONMENT: z.literal("development"), VEZA_URL: z.url() }).parse(process.env);
if (!["localhost", "127.0.0.1"].includes(new URL(env.VEZA_URL).hostname)) {
  throw new Error("the demo is for a copy of Veza on this machine only");
}
setPriority(constants.priority.PRIORITY_LOW);
const failures = await seedTracks(env.VEZA_URL, (line) => console.log(line));
console.log(
  failures === 0
    ? "the demo is complete"
    : `the demo is there but for ${failures} tracks; the next start tries again`,
);
process.exitCode = failures === 0 ? 0 : 1;
