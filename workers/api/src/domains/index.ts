import type { Domain } from "../domain.ts";
import { accounts } from "./accounts/index.ts";
import { admin } from "./admin/index.ts";
import { attachments } from "./attachments/index.ts";
import { audit } from "./audit/index.ts";
import { bots } from "./bots/index.ts";
import { chat } from "./chat/index.ts";
import { idempotency } from "./idempotency/index.ts";
import { listening } from "./listening/index.ts";
import { mail } from "./mail/index.ts";
import { notifications } from "./notifications/index.ts";
import { outbox } from "./outbox/index.ts";
import { parties } from "./parties/index.ts";
import { people } from "./people/index.ts";
import { quality } from "./quality/index.ts";
import { reports } from "./reports/index.ts";
import { rooms } from "./rooms/index.ts";
import { tracks } from "./tracks/index.ts";
import { uploads } from "./uploads/index.ts";

/** Every domain of this Worker: a new one is a folder and a line here. Chores run in this order. */
export const DOMAINS: readonly Domain[] = [
  outbox,
  accounts,
  tracks,
  uploads,
  notifications,
  listening,
  parties,
  rooms,
  people,
  attachments,
  bots,
  chat,
  mail,
  reports,
  admin,
  quality,
  audit,
  idempotency,
];
