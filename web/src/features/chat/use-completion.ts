import { isInRoom } from "@veza/contracts/permissions/room";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { useEffect, useState } from "react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { type Completing, completingAt } from "../../models/chat/completion.ts";
import { findEmojis } from "../../models/chat/emoji.ts";

export interface Suggestion {
  key: string;
  /** What is put into the text. */
  insert: string;
  label: string;
  /** Before the label: an emoji; null: the face of somebody. */
  sign: string | null;
}

const SHOWN = 8;
const ASK_AFTER_MS = 120;

const ofPerson = ({ user_id, username }: ChatAuthor): Suggestion => ({
  key: user_id,
  insert: `@${username}`,
  label: username,
  sign: null,
});

/**
 * What could be meant at the caret, and which of it is chosen. `everybody`: the words for `@room`; null: not
 * for this reader.
 */
export function useCompletion(text: string, caret: number | null, everybody: string | null) {
  const room = useChatRoom();
  const [dismissed, setDismissed] = useState<number | null>(null);
  const [people, setPeople] = useState<readonly ChatAuthor[]>([]);
  const [chosen, setChosen] = useState(0);
  const found = caret === null ? null : completingAt(text, caret);
  const at: Completing | null = found !== null && found.from !== dismissed ? found : null;
  const kind = at?.kind ?? null;
  const query = at?.query.toLowerCase() ?? "";

  useEffect(() => {
    setChosen(0);
    if (kind !== "mention") return;
    const { people: known, you } = room.store.getState();
    const near = [...known.values()].filter(
      (it) => it.user_id !== you?.user_id && it.username.toLowerCase().startsWith(query),
    );
    setPeople(near.slice(0, SHOWN));
    let isOld = false;
    const timer = setTimeout(async () => {
      const answer = await room.members({ query, limit: SHOWN + 1 });
      if (!isOld && answer.ok)
        setPeople(answer.members.filter((it) => it.user_id !== you?.user_id && isInRoom(it.role)));
    }, ASK_AFTER_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [kind, query, room]);

  const options: Suggestion[] = [];
  if (kind === "mention") {
    options.push(...people.slice(0, SHOWN).map(ofPerson));
    if (everybody !== null && "room".startsWith(query))
      options.push({ key: "room", insert: "@room", label: `room · ${everybody}`, sign: "📢" });
  } else if (kind === "emoji")
    for (const { char, code } of findEmojis(query, SHOWN))
      options.push({ key: code, insert: char, label: `:${code}:`, sign: char });
  // Typed out already: there is nothing to choose, and Enter sends.
  if (options.length === 1 && options[0]?.insert.toLowerCase() === `@${query}`) options.pop();
  const index = Math.min(chosen, Math.max(0, options.length - 1));
  return {
    at,
    options,
    index,
    move: (by: number) => setChosen((index + by + options.length) % Math.max(1, options.length)),
    dismiss: () => setDismissed(at?.from ?? null),
  };
}
