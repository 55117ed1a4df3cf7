import { REPORT_OUTCOMES } from "@veza/contracts/http/reports";
import { VISIBILITIES } from "@veza/contracts/media";
import { z } from "zod";

const state = z.enum(["open", "claimed", "decided"]);
const claim = z.object({ state, claimed_by: z.string().nullable() });
/** Of a report after an act: whose message it is about, and what was decided. */
const reported = claim.extend({
  author_id: z.string(),
  outcome: z.enum(REPORT_OUTCOMES).nullable(),
  note: z.string().nullable(),
});
const track = z.object({ uploader_id: z.string(), visibility: z.enum(VISIBILITIES) });
const nothing = z.null();

/**
 * Every act that is written down: what it is done to, and which facts of before and after get into the log. A
 * fact that no schema here names never gets in; so texts of others, addresses and secrets stay out.
 */
export const AUDIT_ACTIONS = {
  "report.claim": { target: "report", before: claim, after: reported },
  "report.release": { target: "report", before: claim, after: reported },
  "report.decide": { target: "report", before: claim, after: reported },
  "track.read_as_moderator": { target: "track", before: nothing, after: track },
  "track.hear_as_moderator": { target: "track", before: nothing, after: track },
  "track.delete": { target: "track", before: track, after: nothing },
  "dead_letter.replay": {
    target: "dead_letter",
    before: z.object({
      queue: z.string(),
      event_type: z.string().nullable(),
      replayed_at: z.string().nullable(),
    }),
    after: z.object({ replayed_at: z.string() }),
  },
} as const satisfies Record<string, { target: string; before: z.ZodType; after: z.ZodType }>;

export type AuditAction = keyof typeof AUDIT_ACTIONS;
export type BeforeOf<A extends AuditAction> = z.input<(typeof AUDIT_ACTIONS)[A]["before"]>;
export type AfterOf<A extends AuditAction> = z.input<(typeof AUDIT_ACTIONS)[A]["after"]>;
