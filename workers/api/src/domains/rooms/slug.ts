import { RoomSlug } from "@veza/contracts/ws/chat-room";

/** Letters that have no accent to take off. */
const LETTERS: Record<string, string> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  þ: "th",
  ł: "l",
  ħ: "h",
  ı: "i",
};
/** What the web app has, or may have, below `/rooms/`. */
const TAKEN = new Set(["new", "mine", "search", "browse", "join", "invite", "invites", "direct", "settings"]);
const LONGEST = 40;

/** Lower case, and letters of other alphabets without their accents: how names are compared and searched. */
export function plainText(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[ßæœøđðþłħı]/g, (letter) => LETTERS[letter] ?? letter);
}

/** Whether a slug can't be given to a room, because the address means something else. */
export const isReservedSlug = (slug: string): boolean => TAKEN.has(slug);

/**
 * Addresses for a room of this name, the best one first: its words, then the same with a number, at last with
 * something random, which is free. A name without Latin letters or digits is called `room`.
 * @param random at least six lower-case letters or digits
 */
export function slugsOf(name: string, random: string): string[] {
  const words = plainText(name)
    .replaceAll(/['’]/g, "")
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, LONGEST)
    .replaceAll(/^-+|-+$/g, "");
  const base = words === "" ? "room" : words;
  const numbered = Array.from({ length: 8 }, (_, i) => `${base}-${i + 2}`);
  return [base, ...numbered, `${base}-${random.slice(0, 6)}`].filter(
    (slug) => RoomSlug.safeParse(slug).success && !isReservedSlug(slug) && slug !== "room",
  );
}
