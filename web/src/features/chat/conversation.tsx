import { type DragEvent, type ReactNode, useState } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Composer } from "./composer.tsx";
import { MessageList } from "./message-list.tsx";
import { TypingLine } from "./typing-line.tsx";

interface ConversationProps {
  thread: string | null;
  listLabel: string;
  writeLabel: string;
  beginning: ReactNode;
  /** What one came for, and not something beside it. */
  isMain: boolean;
}

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

/** A list of messages and where one writes into it. Takes files that are dropped anywhere on it. */
export function Conversation({ thread, listLabel, writeLabel, beginning, isMain }: ConversationProps) {
  const { t } = useWords();
  const [isOver, setOver] = useState(false);
  const [dropped, setDropped] = useState<readonly File[] | null>(null);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: files are dropped here; a button does the same.
    <div
      data-conversation=""
      className="relative flex min-h-0 min-w-0 grow flex-col"
      onDragOver={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setOver(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        setDropped([...event.dataTransfer.files]);
      }}
    >
      <MessageList thread={thread} label={listLabel} beginning={beginning} />
      {thread === null ? <TypingLine /> : <span className="h-2 shrink-0" />}
      <Composer thread={thread} label={writeLabel} dropped={dropped} isMain={isMain} />
      {isOver ? (
        <p className="pointer-events-none absolute inset-2 z-40 grid place-items-center rounded-3xl border-2 border-dashed border-accent-ink bg-bg/90 text-lg font-bold">
          {t("chat.drop")}
        </p>
      ) : null}
    </div>
  );
}
