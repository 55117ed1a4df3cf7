import type { RoomAnswer, RoomInvite, RoomRefusal, RoomView } from "@veza/contracts/chat-rpc";
import { CreateRoom } from "@veza/contracts/chat-rpc";
import type { PlatformEvent } from "@veza/contracts/events";
import type { ChatRpc } from "@veza/contracts/rpc";
import { MAX_GROUP } from "@veza/contracts/ws/chat";
import type { MemberRole, RoomInfo } from "@veza/contracts/ws/chat-room";

interface FakeRoom {
  info: Omit<RoomInfo, "member_count">;
  owner_id: string;
  members: Map<string, MemberRole>;
  banned: Set<string>;
  invites: Map<string, RoomInvite>;
  seq: number;
}
type RoomEvent = Extract<PlatformEvent, { type: "room.updated" | "room.member" }>;

const no = (code: RoomRefusal["code"]): RoomRefusal => ({ ok: false, code, message: `It is ${code}.` });

/**
 * Rooms as veza-chat has them, as far as the API sees: who may come, one `seq` a change, and the events that
 * go with each. The events wait in `events` until a test delivers them, in whatever order.
 */
export function createFakeRooms(refuse: () => void) {
  const rooms = new Map<string, FakeRoom>();
  const events: RoomEvent[] = [];
  let serial = 0;

  const event = () => ({
    id: `evt_${String(serial++).padStart(8, "0")}`,
    occurred_at: new Date().toISOString(),
  });
  const infoOf = (room: FakeRoom): RoomInfo => ({
    ...room.info,
    member_count: room.members.size,
  });
  const tellRoom = (room: FakeRoom) =>
    events.push({
      ...event(),
      type: "room.updated",
      data: { room: infoOf(room), owner_id: room.owner_id, revision: room.seq },
    });
  const tellMember = (room: FakeRoom, user_id: string, role: MemberRole | null) =>
    events.push({
      ...event(),
      type: "room.member",
      data: { room_id: room.info.id, user_id, role, revision: room.seq },
    });
  const admit = (room: FakeRoom, userId: string, role: MemberRole) => {
    room.members.set(userId, role);
    room.seq += 1;
    tellMember(room, userId, role);
  };
  const viewOf = (room: FakeRoom, userId: string | null): RoomView => {
    const role = userId === null ? undefined : room.members.get(userId);
    const you =
      role === undefined || userId === null
        ? null
        : { user_id: userId, role, muted_until: null, read_seq: 0, quiet: false };
    return { room: infoOf(room), you, last_seq: room.seq };
  };
  const isOpen = ({ info }: FakeRoom) => info.kind === "room" && info.visibility === "public";
  const isInvite = (room: FakeRoom, code: string | null | undefined) => {
    const invite = room.invites.get(code ?? "");
    return invite !== undefined && invite.uses_left !== 0;
  };
  const find = (id: string) => {
    refuse();
    return rooms.get(id) ?? null;
  };
  const mayInvite = (room: FakeRoom | null, userId: string): RoomRefusal | null => {
    const role = room?.members.get(userId);
    if (room === null || role === undefined) return no("not_found");
    return room.info.kind !== "direct" && role !== "member" ? null : no("forbidden");
  };

  const rpc = {
    async createRoom(asked: CreateRoom): Promise<RoomView> {
      refuse();
      const { room_id, owner, members, ...facts } = CreateRoom.parse(asked);
      const known = rooms.get(room_id);
      if (known !== undefined) return viewOf(known, owner.user_id);
      const room: FakeRoom = {
        info: {
          ...facts,
          id: room_id,
          slow_mode_ms: 0,
          raid_mode: false,
          created_at: new Date().toISOString(),
        },
        owner_id: owner.user_id,
        members: new Map(),
        banned: new Set(),
        invites: new Map(),
        seq: 0,
      };
      rooms.set(room_id, room);
      admit(room, owner.user_id, facts.kind === "direct" ? "member" : "owner");
      for (const person of members) admit(room, person.user_id, "member");
      tellRoom(room);
      return viewOf(room, owner.user_id);
    },
    async room({ room_id, user_id, invite }: Parameters<ChatRpc["room"]>[0]): Promise<RoomView | null> {
      const room = find(room_id);
      if (room === null || (user_id !== null && room.banned.has(user_id))) return null;
      const isShown =
        isOpen(room) || (user_id !== null && room.members.has(user_id)) || isInvite(room, invite);
      return isShown ? viewOf(room, user_id) : null;
    },
    async joinRoom({ room_id, user, invite }: Parameters<ChatRpc["joinRoom"]>[0]): Promise<RoomAnswer> {
      const room = find(room_id);
      if (room === null) return no("not_found");
      if (room.members.has(user.user_id)) return { ok: true, ...viewOf(room, user.user_id) };
      if (!isOpen(room) && !isInvite(room, invite))
        return no(invite == null ? "not_found" : "invite_invalid");
      if (room.banned.has(user.user_id)) return no("banned");
      const used = room.invites.get(invite ?? "");
      if (used !== undefined && used.uses_left !== null) used.uses_left -= 1;
      admit(room, user.user_id, "member");
      return { ok: true, ...viewOf(room, user.user_id) };
    },
    async addMember({ room_id, by, user }: Parameters<ChatRpc["addMember"]>[0]): Promise<RoomAnswer> {
      const room = find(room_id);
      if (room === null || !room.members.has(by)) return no("not_found");
      if (room.members.has(user.user_id)) return { ok: true, ...viewOf(room, by) };
      if (room.banned.has(user.user_id)) return no("banned");
      if (room.members.size >= MAX_GROUP) return no("full");
      admit(room, user.user_id, "member");
      return { ok: true, ...viewOf(room, by) };
    },
    async leaveRoom({ room_id, user_id }: Parameters<ChatRpc["leaveRoom"]>[0]): Promise<RoomAnswer> {
      const room = find(room_id);
      if (room === null || !room.members.has(user_id)) return no("not_found");
      if (room.info.kind === "direct") return no("forbidden");
      if (room.members.get(user_id) === "owner" && room.members.size > 1) return no("owner_must_hand_over");
      room.members.delete(user_id);
      room.seq += 1;
      tellMember(room, user_id, null);
      return { ok: true, ...viewOf(room, user_id) };
    },
    async createInvite(asked: Parameters<ChatRpc["createInvite"]>[0]) {
      const room = find(asked.room_id);
      const refusal = mayInvite(room, asked.user_id);
      if (refusal !== null || room === null) return refusal ?? no("not_found");
      const invite: RoomInvite = {
        code: `code${serial++}`,
        created_by: asked.user_id,
        uses_left: asked.max_uses ?? null,
        expires_at:
          asked.expires_in_ms == null ? null : new Date(Date.now() + asked.expires_in_ms).toISOString(),
      };
      room.invites.set(invite.code, invite);
      return { ok: true as const, invite };
    },
    async invites({ room_id, user_id }: Parameters<ChatRpc["invites"]>[0]) {
      const room = find(room_id);
      const refusal = mayInvite(room, user_id);
      if (refusal !== null || room === null) return refusal ?? no("not_found");
      return { ok: true as const, invites: [...room.invites.values()] };
    },
    async revokeInvite({ room_id, user_id, code }: Parameters<ChatRpc["revokeInvite"]>[0]) {
      const room = find(room_id);
      const refusal = mayInvite(room, user_id);
      if (refusal !== null || room === null) return refusal ?? no("not_found");
      room.invites.delete(code);
      return { ok: true as const };
    },
    async mayReadRoom(asked: Parameters<ChatRpc["mayReadRoom"]>[0]) {
      return (await rpc.room(asked)) !== null;
    },
  };

  const one = (id: string): FakeRoom => {
    const room = rooms.get(id);
    if (room === undefined) throw new Error(`no room ${id}`);
    return room;
  };
  return {
    rpc,
    events,
    /** How many rooms were really made. */
    count: () => rooms.size,
    /** What happens inside of rooms, over their sockets. */
    setFacts(id: string, change: Partial<Pick<RoomInfo, "name" | "topic" | "visibility">>) {
      const room = one(id);
      room.info = { ...room.info, ...change };
      room.seq += 1;
      tellRoom(room);
    },
    setRole(id: string, userId: string, role: MemberRole) {
      admit(one(id), userId, role);
    },
    ban(id: string, userId: string) {
      const room = one(id);
      room.members.delete(userId);
      room.banned.add(userId);
      room.seq += 1;
      tellMember(room, userId, "banned");
    },
    handOver(id: string, from: string, to: string) {
      const room = one(id);
      admit(room, from, "moderator");
      admit(room, to, "owner");
      room.owner_id = to;
      tellRoom(room);
    },
    clear() {
      rooms.clear();
      events.length = 0;
    },
  };
}
