import type { ChatMember } from "@veza/contracts/ws/chat-room";
import { useCallback, useEffect, useRef, useState } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";

export interface MemberList {
  members: readonly ChatMember[];
  hasMore: boolean;
  isPending: boolean;
  /** Code of the refusal; null while all is well. */
  error: string | null;
  more(): void;
  retry(): void;
}

/**
 * The room's members by name, page by page; asked for again when somebody comes, goes, or gets another role.
 */
export function useMembers(query: string): MemberList {
  const room = useChatRoom();
  const version = useRoom((state) => state.memberVersion);
  const phase = useRoom((state) => state.phase);
  const [list, setList] = useState<{ members: readonly ChatMember[]; next: string | null } | null>(null);
  const [error, setError] = useState<string | null>(null);
  const asked = useRef(0);
  const ask = useCallback(
    async (after: string | null) => {
      asked.current += 1;
      const turn = asked.current;
      const answer = await room.members({
        ...(query === "" ? {} : { query }),
        ...(after === null ? {} : { after }),
      });
      if (turn !== asked.current) return;
      if (!answer.ok) return setError(answer.code);
      setError(null);
      setList((before) => ({
        members: after === null ? answer.members : [...(before?.members ?? []), ...answer.members],
        next: answer.next,
      }));
    },
    [room, query],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new version asks again
  useEffect(() => {
    if (phase === "in") void ask(null);
  }, [ask, phase, version]);
  return {
    members: list?.members ?? [],
    hasMore: list !== null && list.next !== null,
    isPending: list === null && error === null,
    error,
    more: () => void ask(list?.next ?? null),
    retry: () => void ask(null),
  };
}
