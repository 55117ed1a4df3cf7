import { ApiClient } from "@veza/testing/api-client";
import { z } from "zod";
import { DEMO_PASSWORD, type DemoTrack } from "./catalogue.ts";

/** The part of a track that the seed looks at. */
const SeedTrack = z.object({
  id: z.string(),
  title: z.string(),
  status: z.string(),
  stage: z.string().nullable(),
  failure: z.object({ code: z.string(), message: z.string() }).nullable(),
  artwork_url: z.string().nullable(),
});
export type SeedTrack = z.infer<typeof SeedTrack>;
const Page = z.object({ items: z.array(SeedTrack), next_cursor: z.string().nullable() });

export interface SeedClient {
  /** A track of one's own by its title. */
  findOwn(title: string): Promise<SeedTrack | undefined>;
  read(trackId: string): Promise<SeedTrack>;
  upload(track: DemoTrack, wav: Buffer<ArrayBuffer>): Promise<SeedTrack>;
  setArtwork(trackId: string, png: Buffer<ArrayBuffer>): Promise<void>;
}

/** The public API as one of the demo's artists sees it: the seed has no other way to put a track in. */
export async function signIn(url: string, email: string): Promise<SeedClient> {
  const client = await ApiClient.signIn(url, email, DEMO_PASSWORD);
  return {
    async findOwn(title) {
      const { items } = Page.parse(await client.call(`/tracks?uploader_id=${client.user_id}&limit=50`));
      return items.find((track) => track.title === title);
    },
    read: async (trackId) => SeedTrack.parse(await client.call(`/tracks/${trackId}`)),
    async upload(track, wav) {
      const form = new FormData();
      for (const name of [
        "title",
        "artist",
        "description",
        "genre",
        "bpm",
        "key",
        "license",
        "is_downloadable",
      ] as const) {
        form.set(name, String(track[name]));
      }
      form.set("tags", JSON.stringify(track.tags));
      form.set("visibility", "public");
      form.set("file", new Blob([wav], { type: "audio/wav" }), `${track.piece}.wav`);
      return SeedTrack.parse(await client.call("/tracks", { method: "POST", body: form }));
    },
    async setArtwork(trackId, png) {
      await client.call(`/tracks/${trackId}/artwork`, {
        method: "PUT",
        body: png,
        headers: { "content-type": "image/png" },
      });
    },
  };
}
