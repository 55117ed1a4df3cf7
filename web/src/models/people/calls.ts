import { keepPreviousData } from "@tanstack/query-core";
import { call } from "../../lib/api/call.ts";
import { endpointsOf } from "../../lib/api/endpoints-of.ts";
import { pagedQuery } from "../../lib/paged-query.ts";
import { queryClient } from "../../lib/query-client.ts";
import { queryWish } from "../../lib/wish.ts";

const people = endpointsOf(() => import("@veza/contracts/http/people"));

const keys = {
  person: (userId: string) => ["person", userId] as const,
  search: (query: string) => ["people", query] as const,
  blocks: ["blocks"] as const,
  settings: ["chat-settings"] as const,
};

/** The card of one person; asked for when it is opened. */
export const personQuery = (userId: string) => ({
  queryKey: keys.person(userId),
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    call(people("getPerson"), { params: { user_id: userId }, signal }),
});

/** People whose name begins so; an empty beginning asks for nobody. */
export const peopleQuery = (beginning: string) => {
  const query = beginning.trim().toLowerCase();
  return {
    queryKey: keys.search(query),
    enabled: query !== "",
    placeholderData: keepPreviousData,
    queryFn: ({ signal }: { signal: AbortSignal }) =>
      call(people("searchPeople"), { query: { query }, signal }),
  };
};

/** Blocks somebody, or lifts the block. */
export const blockMutation = {
  mutationFn: ({ userId, isBlocked }: { userId: string; isBlocked: boolean }) => {
    const params = { user_id: userId };
    return isBlocked ? call(people("blockPerson"), { params }) : call(people("unblockPerson"), { params });
  },
  onSuccess: (_nothing: unknown, { userId }: { userId: string }) => {
    void queryClient.invalidateQueries({ queryKey: keys.person(userId) });
    void queryClient.invalidateQueries({ queryKey: keys.blocks });
  },
};

export const blocksQuery = pagedQuery(keys.blocks, (from, signal) =>
  call(people("listBlocks"), { query: { limit: 50, ...from }, signal }),
);

/** Whether messages may come by mail: shown at once, taken back when the platform refuses. */
export const chatSettingsWish = queryWish(keys.settings, (body: { is_mail_on: boolean }) =>
  call(people("putChatSettings"), { body }),
);

export const chatSettingsQuery = {
  queryKey: keys.settings,
  queryFn: ({ signal }: { signal: AbortSignal }) => call(people("getChatSettings"), { signal }),
};
