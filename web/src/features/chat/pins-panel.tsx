import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import { useEffect, useState } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { FoundMessage } from "./found-message.tsx";

/** What the room's moderators keep in view; follows their changes. */
export function PinsPanel({ isWide }: { isWide: boolean }) {
  const { t } = useWords();
  const room = useChatRoom();
  const version = useRoom((state) => state.pinVersion);
  const [pins, setPins] = useState<readonly ChatMessage[] | "failed" | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when pins change.
  useEffect(() => {
    let isOld = false;
    void room.pins().then((answer) => {
      if (!isOld) setPins(answer.ok ? answer.messages : "failed");
    });
    return () => {
      isOld = true;
    };
  }, [room, version]);
  if (pins === null)
    return (
      <div aria-busy="true" className="flex flex-col gap-3 p-5">
        <span className="skeleton h-14" />
        <span className="skeleton h-14" />
      </div>
    );
  if (pins === "failed" || pins.length === 0)
    return (
      <p role="status" className="px-5 py-4 text-sm text-ink-3">
        {t(pins === "failed" ? "chat.panelFailed" : "chat.pinsNone")}
      </p>
    );
  return (
    <ul aria-label={t("chat.pins")} className="min-h-0 grow overflow-y-auto px-2 py-2">
      {pins.map((message) => (
        <FoundMessage key={message.id} message={message} isWide={isWide} />
      ))}
    </ul>
  );
}
