import type { PieceKey } from "../synth/pieces.ts";

/** Known to everybody who reads the README; exists in development only. */
export const DEMO_PASSWORD = "veza-demo-1";

export interface DemoAccount {
  username: string;
  email: string;
  role: "user" | "artist" | "moderator" | "admin" | "super_admin";
}

/** The four that the documentation names, then artists with music of their own. */
export const ACCOUNTS = [
  { username: "admin", email: "admin@veza.test", role: "super_admin" },
  { username: "moderator", email: "moderator@veza.test", role: "moderator" },
  { username: "artist", email: "artist@veza.test", role: "artist" },
  { username: "listener", email: "listener@veza.test", role: "user" },
  { username: "odile_marsan", email: "odile@veza.test", role: "artist" },
  { username: "coil_and_spark", email: "coil@veza.test", role: "artist" },
  { username: "paper_moths", email: "moths@veza.test", role: "artist" },
  { username: "harbour_office", email: "harbour@veza.test", role: "artist" },
] as const satisfies readonly DemoAccount[];
export type DemoUsername = (typeof ACCOUNTS)[number]["username"];

export interface DemoTrack {
  piece: PieceKey;
  uploader: DemoUsername;
  title: string;
  artist: string;
  description: string;
  genre: string;
  tags: readonly string[];
  bpm: number;
  key: string;
  license: string;
  is_downloadable: boolean;
}

/** In the order of their upload: the newest, last here, stands first on the first page. */
export const TRACKS: readonly DemoTrack[] = [
  {
    piece: "tuesday-rain",
    uploader: "artist",
    title: "Tuesday Rain",
    artist: "Mira Valcourt",
    description: "Four chords, a window and nowhere to be before noon.",
    genre: "Lo-fi",
    tags: ["lofi", "beats", "rain", "study"],
    bpm: 78,
    key: "Cm",
    license: "CC BY",
    is_downloadable: true,
  },
  {
    piece: "copper-wire",
    uploader: "coil_and_spark",
    title: "Copper Wire",
    artist: "Coil & Spark",
    description: "One voice, one filter, sixteen steps. Turn it up slowly.",
    genre: "Techno",
    tags: ["acid", "techno", "machine"],
    bpm: 132,
    key: "Am",
    license: "CC BY-SA",
    is_downloadable: true,
  },
  {
    piece: "paper-lanterns",
    uploader: "paper_moths",
    title: "Paper Lanterns",
    artist: "Paper Moths",
    description: "A waltz for plucked strings and a music box, for the walk home after the festival.",
    genre: "Folk",
    tags: ["waltz", "strings", "acoustic"],
    bpm: 96,
    key: "G",
    license: "CC BY-NC",
    is_downloadable: false,
  },
  {
    piece: "night-freight",
    uploader: "coil_and_spark",
    title: "Night Freight",
    artist: "Coil & Spark",
    description: "Three in the morning, the signals are green all the way to the coast.",
    genre: "Drum & Bass",
    tags: ["dnb", "reese", "night"],
    bpm: 174,
    key: "Fm",
    license: "all-rights-reserved",
    is_downloadable: false,
  },
  {
    piece: "low-tide",
    uploader: "odile_marsan",
    title: "Low Tide",
    artist: "Odile Marsan",
    description: "Made for the hour when the boats lie on their sides.",
    genre: "Ambient",
    tags: ["ambient", "drone", "sea", "sleep"],
    bpm: 60,
    key: "Dm",
    license: "CC BY",
    is_downloadable: true,
  },
  {
    piece: "harbour-dub",
    uploader: "harbour_office",
    title: "Harbour Dub",
    artist: "The Harbour Office",
    description: "Bass in the hull, echo in the sheds.",
    genre: "Dub",
    tags: ["dub", "reggae", "echo"],
    bpm: 72,
    key: "Em",
    license: "CC BY-SA",
    is_downloadable: true,
  },
  {
    piece: "stone-choir",
    uploader: "odile_marsan",
    title: "Stone Choir",
    artist: "Odile Marsan",
    description: "Voices that were never sung, in a church that was never built.",
    genre: "Choral",
    tags: ["choir", "slow", "voices"],
    bpm: 54,
    key: "Cm",
    license: "CC BY-NC-ND",
    is_downloadable: false,
  },
  {
    piece: "cartridge-summer",
    uploader: "paper_moths",
    title: "Cartridge Summer",
    artist: "Paper Moths",
    description: "Two pulses, a triangle and some noise against homework.",
    genre: "Chiptune",
    tags: ["chiptune", "8bit", "happy"],
    bpm: 150,
    key: "C",
    license: "public-domain",
    is_downloadable: true,
  },
  {
    piece: "half-past-blue",
    uploader: "artist",
    title: "Half Past Blue",
    artist: "Mira Valcourt",
    description: "The band has packed up; the bass player has not noticed.",
    genre: "Jazz",
    tags: ["jazz", "rhodes", "walking bass"],
    bpm: 116,
    key: "Cm",
    license: "CC BY",
    is_downloadable: true,
  },
];
