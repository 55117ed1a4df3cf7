import type { DemoUsername } from "./catalogue.ts";

/** What somebody does in a room, one after the other. `key` names a message for those that refer to it. */
export type Step =
  | { by: DemoUsername; say: string; key?: string; reply?: string; thread?: string }
  | { by: DemoUsername; react: string; with: string }
  | { by: DemoUsername; pin: string };

export interface DemoRoom {
  /** Of the messages' ids: it never changes, or everything would be said again. */
  key: string;
  room:
    | { kind: "room"; visibility: "public" | "private"; slug: string; name: string; topic: string }
    | { kind: "direct"; to: DemoUsername }
    /** By its title; the track has to be published. */
    | { kind: "track"; title: string };
  /** The first one makes the room. */
  cast: readonly [DemoUsername, ...DemoUsername[]];
  /** Who has gone when the last thing is said: they are notified. */
  away?: DemoUsername;
  steps: readonly Step[];
}

/**
 * The rooms of the demo. `{Title}` in a text becomes the address of that track. The last step of each is
 * something said.
 */
export const ROOMS: readonly DemoRoom[] = [
  {
    key: "lounge",
    room: {
      kind: "room",
      visibility: "public",
      slug: "veza-lounge",
      name: "Veza Lounge",
      topic: "Say hello, share what you are listening to.",
    },
    cast: ["admin", "moderator", "artist", "listener", "odile_marsan", "harbour_office", "paper_moths"],
    steps: [
      {
        by: "admin",
        key: "welcome",
        say: "**Welcome to the lounge.** Introduce yourself, post what you are working on, ask anything. Be kind, credit people, no link dumps.",
      },
      { by: "admin", pin: "welcome" },
      {
        by: "harbour_office",
        key: "hello",
        say: "Evening all. We are three people and a tape echo in a shed by the water. Mostly dub, sometimes just the rain on the roof.",
      },
      { by: "listener", react: "hello", with: "👋" },
      { by: "moderator", react: "hello", with: "👋" },
      { by: "odile_marsan", react: "hello", with: "🌊" },
      {
        by: "listener",
        key: "morning",
        say: "What do you all put on first thing in the morning? I need something that isn't the news.",
      },
      {
        by: "odile_marsan",
        reply: "morning",
        say: "Nothing with words before coffee. Long drones, windows open.",
      },
      {
        by: "paper_moths",
        reply: "morning",
        say: "Chiptune, very loud, so that the neighbours know I'm up.",
        key: "loud",
      },
      { by: "listener", react: "loud", with: "😂" },
      { by: "harbour_office", react: "loud", with: "😂" },
      {
        by: "artist",
        say: "Second coffee and half a Rhodes solo I never finish. Current loop has been going since Tuesday.",
      },
      { by: "moderator", say: "Is that the one with the rain in it, @artist?" },
      {
        by: "artist",
        key: "rain",
        say: "That's the one. The rain is just my kitchen window, phone on the sill. Did the whole thing in an afternoon.",
      },
      { by: "listener", react: "rain", with: "☔" },
      { by: "paper_moths", say: "Best microphone is the one next to the window, apparently." },
      {
        by: "harbour_office",
        say: "If anybody wants to hear it together: we open a listening party on Friday at nine. Bring a lamp.",
        key: "party",
      },
      { by: "listener", react: "party", with: "🔥" },
      { by: "odile_marsan", react: "party", with: "❤️" },
      { by: "listener", say: "I'll be there, with the good headphones this time." },
    ],
  },
  {
    key: "mixing",
    room: {
      kind: "room",
      visibility: "public",
      slug: "mixing-desk",
      name: "Mixing Desk",
      topic: "Low ends, loud choruses, honest ears. Ask before you master.",
    },
    cast: ["coil_and_spark", "artist", "odile_marsan", "harbour_office", "listener"],
    steps: [
      {
        by: "coil_and_spark",
        key: "rule",
        say: "House rule: when you post a mix, say what you are unsure about. “Thoughts?” gets you no thoughts.",
      },
      { by: "coil_and_spark", pin: "rule" },
      {
        by: "artist",
        key: "bass",
        say: "Unsure about: upright bass against the kick. Both live at 60–90 Hz and they take turns making me sad. High-pass the bass, or duck it?",
      },
      {
        by: "coil_and_spark",
        thread: "bass",
        say: "Duck it, 2–3 dB, fast attack, release in time with the eighth notes. Nobody hears it, everybody feels it.",
      },
      {
        by: "harbour_office",
        thread: "bass",
        say: "Or move the kick. Tune it a fifth above the root and let the bass have the floor. Dub people have been getting away with that since 1974.",
        key: "tune",
      },
      { by: "artist", react: "tune", with: "💡" },
      {
        by: "artist",
        thread: "bass",
        say: "Tuning it. That was it, thank you, I had been fighting the wrong one.",
      },
      {
        by: "listener",
        key: "lufs",
        say: "Stupid question from somebody who only listens: why does everybody talk about -14?",
      },
      {
        by: "odile_marsan",
        reply: "lufs",
        key: "answer",
        say: "Not stupid. Players turn loud tracks down to about there, so crushing a master wins nothing any more. My quiet pieces sit near -20 and nobody has complained. `LUFS` is just loudness measured the way ears hear it.",
      },
      { by: "listener", react: "answer", with: "🙏" },
      { by: "coil_and_spark", react: "answer", with: "💯" },
      {
        by: "harbour_office",
        say: "Check your mix at the volume of a conversation, from the kitchen. If the bass line still tells the story, print it.",
      },
      { by: "coil_and_spark", say: "And then go to bed, and listen again before you upload. *Then* upload." },
    ],
  },
  {
    key: "split-ep",
    room: {
      kind: "room",
      visibility: "private",
      slug: "split-ep",
      name: "Split EP (drafts)",
      topic: "Two sides, four tracks, no date yet.",
    },
    cast: ["odile_marsan", "paper_moths", "artist"],
    steps: [
      {
        by: "odile_marsan",
        key: "plan",
        say: "So this stays between us until we like it:\n- side A: me, one long piece\n- side B: you two, three short ones",
      },
      { by: "paper_moths", react: "plan", with: "✅" },
      { by: "artist", react: "plan", with: "✅" },
      {
        by: "paper_moths",
        say: "I have a waltz that ends on the wrong chord on purpose. It could go into yours without a gap.",
      },
      { by: "odile_marsan", say: "Which chord? If it's anything over D I can begin from there." },
      { by: "paper_moths", say: "Dm with the ninth on top. Somebody is smiling on us." },
      { by: "artist", say: "I'll do the cover then. Something with boats lying on their sides." },
    ],
  },
  {
    key: "note",
    room: { kind: "direct", to: "listener" },
    cast: ["artist", "listener"],
    away: "listener",
    steps: [
      {
        by: "listener",
        key: "first",
        say: "Hi! I had “Half Past Blue” on repeat on the night train yesterday. Is the walking bass played or programmed?",
      },
      {
        by: "artist",
        reply: "first",
        say: "That makes my week, thank you. Programmed, then every note moved by hand until it stopped sounding right and began to sound tired.",
      },
      { by: "listener", key: "tired", say: "It does sound like the last train. In the best way." },
      { by: "artist", react: "tired", with: "❤️" },
      {
        by: "artist",
        say: "There is a longer version without the drums. I'll put it up on Sunday and tell you first.",
      },
    ],
  },
];

/** What needs the demo's tracks: it follows when they are published. */
export const ROOMS_WITH_TRACKS: readonly DemoRoom[] = [
  {
    key: "tide",
    room: { kind: "track", title: "Low Tide" },
    cast: ["odile_marsan", "listener", "harbour_office"],
    steps: [
      { by: "listener", key: "sleep", say: "Fell asleep to this twice. I hope that's a compliment." },
      {
        by: "odile_marsan",
        reply: "sleep",
        say: "The best one. It was made for the hour when the boats lie on their sides.",
      },
      { by: "listener", react: "sleep", with: "😴" },
      { by: "harbour_office", say: "The low note at the start, is that a cello or a ferry?" },
      {
        by: "odile_marsan",
        key: "ferry",
        say: "Neither, it's a fridge. Slowed down four times, one filter, all the patience I had.",
      },
      { by: "harbour_office", react: "ferry", with: "🤯" },
      { by: "listener", react: "ferry", with: "❤️" },
      { by: "harbour_office", say: "Recording our fridge tonight." },
    ],
  },
  {
    key: "lounge-links",
    room: {
      kind: "room",
      visibility: "public",
      slug: "veza-lounge",
      name: "Veza Lounge",
      topic: "Say hello, share what you are listening to.",
    },
    cast: ["admin", "listener", "odile_marsan", "paper_moths"],
    steps: [
      { by: "listener", key: "link", say: "This one has been following me around all day: {Tuesday Rain}" },
      { by: "paper_moths", react: "link", with: "☔" },
      { by: "odile_marsan", react: "link", with: "❤️" },
      { by: "paper_moths", say: "Four chords and a window. Some people get it right the first time." },
    ],
  },
];
