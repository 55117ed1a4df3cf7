import account from "../models/account/words.fr.ts";
import chat from "../models/chat/words.fr.ts";
import errors from "../models/errors/words.fr.ts";
import listening from "../models/listening/words.fr.ts";
import notifications from "../models/notifications/words.fr.ts";
import party from "../models/party/words.fr.ts";
import people from "../models/people/words.fr.ts";
import player from "../models/player/words.fr.ts";
import quality from "../models/quality/words.fr.ts";
import reports from "../models/reports/words.fr.ts";
import rooms from "../models/rooms/words.fr.ts";
import tracks from "../models/tracks/words.fr.ts";
import uploads from "../models/uploads/words.fr.ts";

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
