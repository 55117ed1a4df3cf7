import { UserId } from "@veza/contracts/ids";
import { z } from "zod";

/**
 * How a Worker hands a verified socket to an object of a fan-out, and how the primary object answers where it
 * is full: with status 421 (Misdirected Request) and the relay to go to.
 */
const SEAT_HEADER = "x-veza-seat";
const RELAY_HEADER = "x-veza-relay";

/** Who takes a seat, as the Worker has verified; each protocol adds what is its own. */
export const SeatRequest = z.object({
  user_id: UserId,
  /** 0: the primary object; else the number of a relay. */
  place: z.int().min(0),
  region: z.string(),
});
export type SeatRequest = z.infer<typeof SeatRequest>;

/** Header values are Latin-1; names are not. */
export const seatHeaders = <T extends SeatRequest>(asked: T): Record<string, string> => ({
  upgrade: "websocket",
  [SEAT_HEADER]: encodeURIComponent(JSON.stringify(asked)),
});

/** @throws where the header is missing or not of that shape: no client can write it */
export const readSeat = <T extends z.ZodType<SeatRequest>>(schema: T, headers: Headers): z.output<T> =>
  schema.parse(JSON.parse(decodeURIComponent(headers.get(SEAT_HEADER) ?? "")));

/** The primary object's answer where a relay takes the socket. */
export const relayAnswer = (n: number, region: string): Response =>
  new Response(null, { status: 421, headers: { [RELAY_HEADER]: `${n} ${region}` } });

/** The relay that an answer names; null where it names none, `"here"` where the socket was taken. */
export function relayOf(response: Response): { n: number; region: string } | "here" | null {
  if (response.status !== 421) return "here";
  const [n, region] = (response.headers.get(RELAY_HEADER) ?? "").split(" ");
  return n === undefined || region === undefined ? null : { n: Number(n), region };
}

/** Name of one of the objects of a fan-out; place 0 is the primary. */
export const objectName = (id: string, place: number): string => (place === 0 ? id : `${id}/relay/${place}`);
