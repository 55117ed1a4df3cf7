import { z } from "zod";
import { endpoint } from "../endpoint.ts";
import { idSchema } from "../ids.ts";
import { code, told } from "../text.ts";
import { PageQuery, page } from "./pagination.ts";

/** What is written down of a thing: plain values, never a document. */
const Fact = z.union([told, z.number(), z.boolean(), z.null()]);

/**
 * One act of somebody with more rights than others, as it was written down when it happened. Nothing of it
 * can be changed.
 */
export const AuditEntry = z.object({
  id: idSchema("audit"),
  /** The place in the chain, from 1 on without a gap. */
  seq: z.int(),
  at: z.iso.datetime(),
  actor_id: told,
  /** The role under which it was allowed. */
  actor_role: told,
  /** `noun.verb`, such as `report.decide`. */
  action: told,
  target_type: told,
  target_id: told,
  /** The coarse network that it was asked from (/24 of IPv4, /48 of IPv6). */
  network: told.nullable(),
  /** Facts that the act changed; which ones depends on the action. */
  before: z.record(told, Fact).nullable(),
  after: z.record(told, Fact).nullable(),
  /** SHA-256 over the canonical JSON (RFC 8785) of the other members, with the hash of the entry before. */
  hash: told,
  prev_hash: told,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const listAudit = endpoint({
  id: "listAudit",
  method: "GET",
  path: "/api/v1/admin/audit",
  tag: "Administration",
  summary: "What moderators and administrators did, newest first.",
  auth: "required",
  capability: "audit:read",
  query: PageQuery.extend({
    actor_id: code(60).optional(),
    target_id: code(60).optional(),
    action: code(60).optional(),
  }),
  status: 200,
  response: page(AuditEntry),
  errors: ["forbidden", "invalid_cursor"],
});

export const AUDIT_ENDPOINTS = [listAudit] as const;
