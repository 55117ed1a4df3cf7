import { hintOf } from "@veza/worker-kit/relay-plan";
import type { ChatRoom } from "../chat-room.do.ts";
import { objectName, type RoomCalls } from "./wire.ts";

/** The other objects of a room, as one of them reaches them. */
export interface Links {
  to(roomId: string, place: number, region: string): RoomCalls;
  /** Makes new ones: a stub that has failed once may never work again. */
  renew(): void;
}

/** One stub an object, for calls over one stub arrive in their order. */
export function createLinks(rooms: () => DurableObjectNamespace<ChatRoom>): Links {
  const known = new Map<string, RoomCalls>();
  return {
    to(roomId, place, region) {
      const name = objectName(roomId, place);
      const before = known.get(name);
      if (before !== undefined) return before;
      const namespace = rooms();
      const stub = namespace.get(namespace.idFromName(name), { locationHint: hintOf(region) });
      known.set(name, stub);
      return stub;
    },
    renew: () => known.clear(),
  };
}
