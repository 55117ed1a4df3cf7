import { Entitlement } from "@veza/contracts/rpc";
import { StreamQuery } from "@veza/contracts/ws/stream";
import { initialAbr } from "@veza/core/abr";
import { z } from "zod";
import { type DeviceState, emptyTally } from "./state.ts";

/**
 * What the Worker has verified before the session sees a socket, passed on in one header: who it is, what is
 * asked for, and what veza-api said of the track.
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

/** A device as it joins: nothing sent, nothing heard. */
export function newDevice(admitted: Admitted, volume: number, now_ms: number): DeviceState {
  const { device_id, user_id, query, entitlement, traceparent } = admitted;
  return {
    device_id,
    name: query.device_name ?? "",
    user_id,
    party_id: query.party_id ?? null,
    volume,
    quality: "auto",
    may_lossless: entitlement?.may_lossless ?? false,
    seen_ms: now_ms,
    traceparent,
    abr: initialAbr(),
    flow: null,
    report: null,
    listened: null,
    tally: emptyTally(),
  };
}
