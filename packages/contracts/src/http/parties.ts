import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { PartyId, TrackId, UserId } from "../ids.ts";
import { name, told } from "../text.ts";
import { TrackCard } from "../ws/stream.ts";
import { Username } from "./accounts.ts";

export const PartySummary = z.object({
  id: PartyId,
  name: told,
  host: z.object({ user_id: UserId, username: Username }),
  member_count: z.int(),
  track: TrackCard.nullable(),
  created_at: z.iso.datetime(),
});
export type PartySummary = z.infer<typeof PartySummary>;

const tag = "Parties";

export const createParty = endpoint({
  id: "createParty",
  method: "POST",
  path: "/api/v1/parties",
  idempotent: true,
  tag,
  summary: "Open a listening party. Whoever has its link and an account may join.",
  auth: "required",
  capability: "parties:create",
  body: z.strictObject({
    name: name(100),
    track_ids: z.array(TrackId).max(50).default([]),
  }),
  status: 201,
  response: PartySummary,
  errors: ["email_not_verified", "unavailable", "csrf_failed"],
});

export const getParty = endpoint({
  id: "getParty",
  method: "GET",
  path: "/api/v1/parties/:party_id",
  tag,
  summary: "What somebody sees of a party before joining it.",
  auth: "optional",
  params: z.object({ party_id: PartyId }),
  status: 200,
  response: PartySummary,
  errors: ["not_found", "unavailable"],
});

export const PARTY_ENDPOINTS = [createParty, getParty] as const;
