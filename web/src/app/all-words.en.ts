import account from "../models/account/words.en.ts";
import chat from "../models/chat/words.en.ts";
import errors from "../models/errors/words.en.ts";
import listening from "../models/listening/words.en.ts";
import notifications from "../models/notifications/words.en.ts";
import party from "../models/party/words.en.ts";
import people from "../models/people/words.en.ts";
import player from "../models/player/words.en.ts";
import quality from "../models/quality/words.en.ts";
import reports from "../models/reports/words.en.ts";
import rooms from "../models/rooms/words.en.ts";
import tracks from "../models/tracks/words.en.ts";
import uploads from "../models/uploads/words.en.ts";

/**
 * What the rest of the pages say, one part a domain: loaded with the first thing that needs it, and in idle
 * time.
 */
export default [
  account,
  chat,
  errors,
  listening,
  notifications,
  party,
  people,
  player,
  quality,
  reports,
  rooms,
  tracks,
  uploads,
] as const;
