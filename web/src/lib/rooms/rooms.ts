import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type { BodyInput } from "@veza/contracts/endpoint";
import type { Room, RoomRow } from "@veza/contracts/http/rooms";
import * as contract from "@veza/contracts/http/rooms";
import { call } from "../api/call.ts";
import { queryKeys } from "../operations/query-keys.ts";

interface RoomPage {
  items: RoomRow[];
  next_cursor: string | null;
}
const flat = (pages: readonly RoomPage[] | undefined): RoomRow[] => {
  const seen = new Map<string, RoomRow>();
  for (const { items } of pages ?? []) for (const row of items) if (!seen.has(row.id)) seen.set(row.id, row);
  return [...seen.values()];
};
const cursorOf = (pageParam: string | undefined) => (pageParam === undefined ? {} : { cursor: pageParam });

/** Every room and conversation that one is in: all pages, for the list is the way to each of them. */
export function useMyRooms({ enabled }: { enabled: boolean }) {
  return useQuery({
    queryKey: queryKeys.myRooms,
    enabled,
    queryFn: async ({ signal }) => {
      const rows: RoomRow[] = [];
      let cursor: string | undefined;
      do {
        const page: RoomPage = await call(contract.listMyRooms, {
          query: { limit: 100, ...cursorOf(cursor) },
          signal,
        });
        rows.push(...page.items);
        cursor = page.next_cursor ?? undefined;
      } while (cursor !== undefined && rows.length < 1_000);
      return rows;
    },
  });
}

export const directoryOptions = (filter: { query: string; sort: "members" | "newest" }) =>
  infiniteQueryOptions({
    queryKey: queryKeys.directory(filter),
    queryFn: ({ pageParam, signal }): Promise<RoomPage> =>
      call(contract.listRooms, {
        query: {
          sort: filter.sort,
          limit: 24,
          ...(filter.query === "" ? {} : { query: filter.query }),
          ...cursorOf(pageParam),
        },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: RoomPage) => page.next_cursor ?? undefined,
  });

/** Public rooms, page by page. */
export function useDirectory(filter: { query: string; sort: "members" | "newest" }) {
  const query = useInfiniteQuery(directoryOptions(filter));
  return { ...query, rooms: flat(query.data?.pages) };
}

export const roomOptions = (room: string, invite: string | null) =>
  queryOptions({
    queryKey: queryKeys.room(room, invite),
    queryFn: ({ signal }) =>
      call(contract.getRoom, {
        params: { room_id: room },
        query: invite === null ? {} : { invite },
        signal,
      }),
  });

/** One room by its id or slug. */
export function useRoom(room: string, invite: string | null) {
  return useQuery(roomOptions(room, invite));
}

/** A room that the server has just told is in every cache that shows it. */
function keep(client: QueryClient, room: Room): void {
  client.setQueryData(queryKeys.room(room.id, null), room);
  if (room.slug) client.setQueryData(queryKeys.room(room.slug, null), room);
  // Also where it was asked for with an invite.
  client.setQueriesData<Room>({ queryKey: queryKeys.anyRoom }, (known) =>
    known?.id === room.id ? room : known,
  );
  if (room.subject) client.setQueryData(queryKeys.subjectRoom(room.subject.kind, room.subject.id), { room });
  void client.invalidateQueries({ queryKey: queryKeys.myRooms });
}

export function useCreateRoom() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInput<typeof contract.createRoom>) => call(contract.createRoom, { body }),
    onSuccess: (room) => keep(client, room),
  });
}

export function useCreateConversation() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: BodyInput<typeof contract.createConversation>) =>
      call(contract.createConversation, { body }),
    onSuccess: (room) => keep(client, room),
  });
}

export function useJoinRoom() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ roomId, invite }: { roomId: string; invite: string | null }) =>
      call(contract.joinRoom, { params: { room_id: roomId }, body: { invite } }),
    onSuccess: (room) => keep(client, room),
  });
}

export function useLeaveRoom() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (roomId: string) => call(contract.leaveRoom, { params: { room_id: roomId } }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.allRooms }),
  });
}

export function useAddMembers() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ roomId, userIds }: { roomId: string; userIds: string[] }) =>
      call(contract.addMembers, { params: { room_id: roomId }, body: { user_ids: userIds } }),
    onSuccess: (room) => keep(client, room),
  });
}

export type SubjectKind = (typeof contract.SUBJECT_KINDS)[number];

/** The room beside a track, an artist or a party; `room` is null while nobody has opened it. */
export function useSubjectRoom(kind: SubjectKind, subjectId: string) {
  return useQuery({
    queryKey: queryKeys.subjectRoom(kind, subjectId),
    queryFn: ({ signal }) =>
      call(contract.getSubjectRoom, { params: { kind, subject_id: subjectId }, signal }),
  });
}

export function useOpenSubjectRoom() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, subjectId }: { kind: SubjectKind; subjectId: string }) =>
      call(contract.openSubjectRoom, { params: { kind, subject_id: subjectId } }),
    onSuccess: (room) => keep(client, room),
  });
}
