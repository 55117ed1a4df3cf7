import type { EndpointShape } from "../endpoint.ts";
import { ADMIN_ENDPOINTS } from "./admin.ts";
import { ATTACHMENT_ENDPOINTS } from "./attachments.ts";
import { AUDIT_ENDPOINTS } from "./audit.ts";
import { BOT_ENDPOINTS } from "./bots.ts";
import { LISTENING_ENDPOINTS } from "./listening.ts";
import { NOTIFICATION_ENDPOINTS } from "./notifications.ts";
import { PARTY_ENDPOINTS } from "./parties.ts";
import { PEOPLE_ENDPOINTS } from "./people.ts";
import { REPORT_ENDPOINTS } from "./reports.ts";
import { ROOM_ENDPOINTS } from "./rooms.ts";
import { ACCOUNT_ENDPOINTS } from "./sign-in.ts";
import { TRACK_ENDPOINTS } from "./tracks.ts";
import { UPLOAD_ENDPOINTS } from "./uploads.ts";

/** Every REST endpoint of the platform: what OpenAPI documents and the table-driven tests walk through. */
export const ENDPOINTS: readonly EndpointShape[] = [
  ...ACCOUNT_ENDPOINTS,
  ...TRACK_ENDPOINTS,
  ...UPLOAD_ENDPOINTS,
  ...NOTIFICATION_ENDPOINTS,
  ...LISTENING_ENDPOINTS,
  ...PARTY_ENDPOINTS,
  ...ROOM_ENDPOINTS,
  ...PEOPLE_ENDPOINTS,
  ...ATTACHMENT_ENDPOINTS,
  ...BOT_ENDPOINTS,
  ...REPORT_ENDPOINTS,
  ...ADMIN_ENDPOINTS,
  ...AUDIT_ENDPOINTS,
];
