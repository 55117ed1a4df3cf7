import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import * as contract from "@veza/contracts/http/people";
import { call } from "../api/call.ts";
import { queryKeys } from "../operations/query-keys.ts";

/** The card of one person; asked for when it is opened. */
export function usePerson(userId: string, { enabled }: { enabled: boolean }) {
  return useQuery({
    queryKey: queryKeys.person(userId),
    enabled,
    queryFn: ({ signal }) => call(contract.getPerson, { params: { user_id: userId }, signal }),
  });
}

/** People whose name begins so. */
export function usePeople(query: string) {
  const wanted = query.trim().toLowerCase();
  return useQuery({
    queryKey: queryKeys.people(wanted),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => call(contract.searchPeople, { query: { query: wanted }, signal }),
  });
}

/** Blocks somebody, or lifts the block. */
export function useBlock() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ userId, isBlocked }: { userId: string; isBlocked: boolean }) =>
      call(isBlocked ? contract.blockPerson : contract.unblockPerson, { params: { user_id: userId } }),
    onSuccess: (_nothing, { userId }) => {
      void client.invalidateQueries({ queryKey: queryKeys.person(userId) });
      void client.invalidateQueries({ queryKey: queryKeys.blocks });
    },
  });
}

export function useBlocks({ enabled }: { enabled: boolean }) {
  return useInfiniteQuery({
    ...infiniteQueryOptions({
      queryKey: queryKeys.blocks,
      queryFn: ({ pageParam, signal }) =>
        call(contract.listBlocks, {
          query: { limit: 50, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
          signal,
        }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
    }),
    enabled,
  });
}

const SETTINGS = ["chat-settings"] as const;

export function useChatSettings({ enabled }: { enabled: boolean }) {
  return useQuery({
    queryKey: SETTINGS,
    enabled,
    queryFn: ({ signal }) => call(contract.getChatSettings, { signal }),
  });
}

export function usePutChatSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { is_mail_on: boolean }) => call(contract.putChatSettings, { body }),
    onSuccess: (settings) => client.setQueryData(SETTINGS, settings),
  });
}
