import { Entitlement } from "@veza/contracts/rpc";
import { StreamQuery } from "@veza/contracts/ws/stream";
import { z } from "zod";

/**
 * What the Worker has verified before the session sees a socket, passed on in one header: who it is, what is asked for, and what
 * veza-api said of the track.
 */
export const Admitted = z.object({
  user_id: z.string(),
  device_id: z.string(),
  query: StreamQuery.extend({ position: z.number() }),
  entitlement: Entitlement.nullable(),
  traceparent: z.string(),
});
export type Admitted = z.infer<typeof Admitted>;

export const ADMITTED_HEADER = "x-veza-admitted";

/** Header values are Latin-1: names of devices and tracks are not. */
export const encodeAdmitted = (admitted: Admitted): string => encodeURIComponent(JSON.stringify(admitted));
export const decodeAdmitted = (header: string): Admitted =>
  Admitted.parse(JSON.parse(decodeURIComponent(header)));
