import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What the API posts instead of sending. */
export const OutgoingMail = z.object({
  to: z.string().min(3),
  subject: z.string(),
  text: z.string(),
  html: z.string().optional(),
});
const StoredMail = OutgoingMail.extend({ id: z.string(), sent_at: z.iso.datetime() });
export type StoredMail = z.infer<typeof StoredMail>;

export interface MailOutbox {
  /** @param key a second mail with the same key is the first one again */
  store(mail: z.infer<typeof OutgoingMail>, key?: string): Promise<StoredMail>;
  /** Newest first; with `to`, those of one address. */
  list(to?: string): Promise<StoredMail[]>;
}

/** Mails as JSON files in a folder, one each; the name sorts by time. */
export function openMailOutbox(folder: string, now: () => number = Date.now): MailOutbox {
  const read = async (name: string): Promise<StoredMail> =>
    StoredMail.parse(JSON.parse(await readFile(join(folder, name), "utf8")));
  let last = 0;
  return {
    async store(mail, key) {
      await mkdir(folder, { recursive: true });
      const mark =
        key === undefined
          ? randomBytes(8).toString("hex")
          : createHash("sha256").update(key).digest("hex").slice(0, 16);
      const twin = (await readdir(folder)).find((name) => name.endsWith(`-${mark}.json`));
      if (twin !== undefined) return read(twin);
      // Two mails of one millisecond keep their order.
      last = Math.max(last + 1, now());
      const id = `${String(last).padStart(15, "0")}-${mark}`;
      const stored = { ...mail, id, sent_at: new Date(last).toISOString() };
      // A reader never sees half a file.
      await writeFile(join(folder, `${id}.part`), JSON.stringify(stored, undefined, 2));
      await rename(join(folder, `${id}.part`), join(folder, `${id}.json`));
      return stored;
    },
    async list(to) {
      const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return [];
        throw error;
      });
      const files = names
        .filter((name) => name.endsWith(".json"))
        .sort()
        .reverse();
      const mails = await Promise.all(files.map(read));
      return to === undefined ? mails : mails.filter((mail) => mail.to.toLowerCase() === to.toLowerCase());
    },
  };
}
