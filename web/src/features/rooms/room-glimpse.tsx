import { useQuery } from "@tanstack/react-query";
import { ago } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { plainText } from "../../models/chat/markdown.ts";
import { roomGlimpseQuery } from "../../models/rooms/calls.ts";
import { Monogram } from "../../ui/monogram.tsx";

const SHOWN = 12;

/**
 * What was said last in a public room, for somebody who has not joined it; nothing where it can't be
 * read. As plain text, in which what a spoiler hides stays hidden.
 */
export function RoomGlimpse({ roomId }: { roomId: string }) {
  const { t, language } = useWords();
  const { data } = useQuery(roomGlimpseQuery(roomId, SHOWN));
  const messages = data?.messages.filter(({ deleted, body }) => !deleted && body !== "") ?? [];
  if (messages.length === 0) return null;
  return (
    <section aria-labelledby="room-glimpse" className="mt-10">
      <h2 id="room-glimpse" className="mb-4 text-xl font-bold">
        {t("rooms.glimpse")}
      </h2>
      <ol className="flex flex-col gap-4">
        {messages.map((message) => (
          <li key={message.id} className="flex gap-3">
            <Monogram name={message.author.username} className="mt-0.5 size-9 text-base" />
            <div className="min-w-0">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-semibold">{message.author.username}</span>
                <time dateTime={message.at} className="text-xs text-ink-3">
                  {ago(message.at, language)}
                </time>
              </p>
              <p className="line-clamp-6 wrap-anywhere text-ink-2">{plainText(message.body)}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
