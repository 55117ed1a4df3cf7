import type { CreateRoom } from "@veza/contracts/chat-rpc";
import { newId } from "@veza/core/ids";
import { objectName } from "@veza/worker-kit/fan-out/wire";
import type { ChatEnv } from "../env.ts";
import { connect } from "./chat-client.ts";

export const personOf = (user_id: string) => ({ user_id, username: user_id.slice(-4), avatar_url: null });

const open: WebSocket[] = [];
/** Ends the sockets of a test. */
export function closeAll(): void {
  for (const socket of open.splice(0)) socket.close();
}

/** A room in workerd, with its owner's and members' sockets as they are wanted. */
export async function roomIn(bindings: ChatEnv, more: Partial<CreateRoom> & { relay_after?: number } = {}) {
  const { relay_after, ...asked } = more;
  const { ROOMS, INBOX } = bindings;
  const room_id = newId("room");
  const owner = newId("user");
  const object = (place = 0) => ROOMS.get(ROOMS.idFromName(objectName(room_id, place)));
  const view = await object().create({
    room_id,
    kind: "room",
    visibility: "public",
    name: "Ambient",
    owner: personOf(owner),
    ...asked,
  });
  if (relay_after !== undefined) await object().setRelayAfter(relay_after);
  const joined = async (user = newId("user"), invite: string | null = null) => {
    const answer = await object().join({ room_id, user: personOf(user), invite });
    if (!answer.ok) throw new Error(answer.code);
    return user;
  };
  const socketOf = async (user: string) => {
    const client = await connect(ROOMS, room_id, user);
    open.push(client.socket);
    return Object.assign(client, { user });
  };
  /** A member (the owner, or a new one) with a socket that has said hello. */
  const enter = async (user?: string) => {
    const member = await socketOf(user ?? (await joined()));
    return Object.assign(member, { welcome: await member.hello() });
  };
  return {
    room_id,
    owner,
    object,
    view,
    joined,
    socketOf,
    enter,
    inboxOf: (user: string) => INBOX.get(INBOX.idFromName(user)),
  };
}
