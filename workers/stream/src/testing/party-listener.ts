import { PARTY_PROTOCOL, type PartyClientFrame, PartyServerFrame } from "@veza/contracts/ws/party";
import { frameQueue } from "@veza/testing/frame-queue";
import { objectName, relayOf, seatHeaders } from "@veza/worker-kit/fan-out/wire";
import type { Party } from "../party.do.ts";

type Of<T extends PartyServerFrame["t"]> = Extract<PartyServerFrame, { t: T }>;

/** A member's socket, seated as the Worker would: by the primary object, or by the relay that it names. */
export async function joinParty(
  parties: DurableObjectNamespace<Party>,
  party_id: string,
  user_id: string,
  region = "weur",
) {
  const take = (place: number, at: string) =>
    parties.get(parties.idFromName(objectName(party_id, place))).fetch("http://party/", {
      headers: seatHeaders({ user_id, username: user_id.slice(-4), party_id, place, region: at }),
    });
  let response = await take(0, region);
  const found = relayOf(response);
  if (found === null) throw new Error("the answer names no relay");
  const relay = found === "here" ? 0 : found.n;
  if (found !== "here") response = await take(found.n, found.region);
  const socket = response.webSocket;
  if (socket === null) throw new Error(`no socket, but ${response.status}`);
  if (response.headers.get("sec-websocket-protocol") !== PARTY_PROTOCOL) throw new Error("no protocol");
  const queue = frameQueue<PartyServerFrame>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.addEventListener("close", ({ code, reason }) => resolve({ code, reason })),
  );
  socket.addEventListener("message", (event) =>
    queue.push(PartyServerFrame.parse(JSON.parse(String(event.data)))),
  );
  socket.accept();
  /** The next frame of a type (that fits); all before it are dropped. */
  const next = async <T extends PartyServerFrame["t"]>(
    t: T,
    fits: (frame: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> => (await queue.skipTo((frame) => frame.t === t && fits(frame as Of<T>))) as Of<T>;
  let serial = 0;
  const send = (frame: PartyClientFrame) => socket.send(JSON.stringify(frame));
  return {
    socket,
    relay,
    frames: queue.frames,
    closed,
    next,
    send,
    /** Sends with an id. @returns `ack`, or the code of the error */
    async ask(frame: PartyClientFrame, id = `${user_id.slice(-4)}-${++serial}`): Promise<string> {
      send({ ...frame, id });
      const answer = await queue.take(
        (frame) => (frame.t === "ack" || frame.t === "error") && frame.re === id,
      );
      return answer.t === "error" ? answer.code : answer.t;
    },
  };
}
