import type { BodyInput } from "@veza/contracts/endpoint";
import type * as contract from "@veza/contracts/http/rooms";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { type Page, pagedQuery } from "../../lib/paged-query.ts";
import { queryClient } from "../../lib/query-client.ts";
import { type DirectoryFilter, roomKeys } from "./keys.ts";

const rooms = endpointsOf(() => import("@veza/contracts/http/rooms"));
const messages = endpointsOf(() => import("@veza/contracts/http/chat-messages"));

type RoomPage = Page<contract.RoomRow>;
export type SubjectKind = (typeof contract.SUBJECT_KINDS)[number];

/** Every room and conversation that one is in: all pages, for the list is the way to each of them. */
export const myRoomsQuery = {
  queryKey: roomKeys.mine,
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const rows: contract.RoomRow[] = [];
    let from: { cursor?: string } | null = {};
    while (from !== null && rows.length < 1_000) {
      const page: RoomPage = await call(rooms("listMyRooms"), { query: { limit: 100, ...from }, signal });
      rows.push(...page.items);
      from = page.next_cursor === null ? null : { cursor: page.next_cursor };
    }
    return rows;
  },
};

/** Public rooms, page by page. */
export const directoryQuery = (filter: DirectoryFilter) =>
  pagedQuery(
    roomKeys.directory(filter),
    (from, signal): Promise<RoomPage> =>
      call(rooms("listRooms"), {
        query: {
          sort: filter.sort,
          limit: 24,
          ...(filter.query === "" ? {} : { query: filter.query }),
          ...from,
        },
        signal,
      }),
  );

/** One room by its id or slug. */
export const roomQuery = (room: string, invite: string | null) => ({
  queryKey: roomKeys.one(room, invite),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(rooms("getRoom"), { params: { room_id: room }, query: invite === null ? {} : { invite }, signal }),
});

/** A room that the server has just told is in every cache that shows it. */
function keep(room: contract.Room): void {
  queryClient.setQueryData(roomKeys.one(room.id, null), room);
  if (room.slug) queryClient.setQueryData(roomKeys.one(room.slug, null), room);
  // Also where it was asked for with an invite.
  queryClient.setQueriesData<contract.Room>({ queryKey: roomKeys.any }, (known) =>
    known?.id === room.id ? room : known,
  );
  if (room.subject) queryClient.setQueryData(roomKeys.subject(room.subject.kind, room.subject.id), { room });
  void queryClient.invalidateQueries({ queryKey: roomKeys.mine });
}

export const createRoomMutation = {
  mutationFn: (body: BodyInput<typeof contract.createRoom>) => call(rooms("createRoom"), { body }),
  onSuccess: keep,
};

export const createConversationMutation = {
  mutationFn: (body: BodyInput<typeof contract.createConversation>) =>
    call(rooms("createConversation"), { body }),
  onSuccess: keep,
};

export const joinRoomMutation = {
  mutationFn: ({ roomId, invite }: { roomId: string; invite: string | null }) =>
    call(rooms("joinRoom"), { params: { room_id: roomId }, body: { invite } }),
  onSuccess: keep,
};

export const leaveRoomMutation = {
  mutationFn: (roomId: string) => call(rooms("leaveRoom"), { params: { room_id: roomId } }),
  onSuccess: () => queryClient.invalidateQueries({ queryKey: roomKeys.all }),
};

export const addMembersMutation = {
  mutationFn: ({ roomId, userIds }: { roomId: string; userIds: string[] }) =>
    call(rooms("addMembers"), { params: { room_id: roomId }, body: { user_ids: userIds } }),
  onSuccess: keep,
};

/** The room beside a track, an artist or a party; `room` is null while nobody has opened it. */
export const subjectRoomQuery = (kind: SubjectKind, subjectId: string) => ({
  queryKey: roomKeys.subject(kind, subjectId),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(rooms("getSubjectRoom"), { params: { kind, subject_id: subjectId }, signal }),
});

export const openSubjectRoomMutation = {
  mutationFn: ({ kind, subjectId }: { kind: SubjectKind; subjectId: string }) =>
    call(rooms("openSubjectRoom"), { params: { kind, subject_id: subjectId } }),
  onSuccess: keep,
};

/** What was said last in a public room, at most `limit` messages. */
export const roomGlimpseQuery = (roomId: string, limit: number) => ({
  queryKey: ["room-glimpse", roomId] as const,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(messages("getRoomMessages"), { params: { room_id: roomId }, query: { limit }, signal }),
});

const inviteKey = (roomId: string) => ["invites", roomId] as const;

/** Links into a room. */
export const invitesQuery = (roomId: string) => ({
  queryKey: inviteKey(roomId),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(rooms("listInvites"), { params: { room_id: roomId }, signal }),
});

export const createInviteMutation = (roomId: string) => ({
  mutationFn: (body: BodyInput<typeof contract.createInvite>) =>
    call(rooms("createInvite"), { params: { room_id: roomId }, body }),
  onSuccess: () => void queryClient.invalidateQueries({ queryKey: inviteKey(roomId) }),
});

export const revokeInviteMutation = (roomId: string) => ({
  mutationFn: (code: string) => call(rooms("revokeInvite"), { params: { room_id: roomId, code } }),
  onSuccess: () => queryClient.invalidateQueries({ queryKey: inviteKey(roomId) }),
});
