import { useEffect, useState } from "react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { createAnnouncer } from "../../models/chat/announcing.ts";
import { plainText } from "../../models/chat/markdown.ts";

const after = (ms: number, work: () => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
/** More at once are only counted. */
const MOST_READ = 3;
const LENGTH = 240;

/** Says new messages of others to a screen reader, author and text, at a pace that can be listened to. */
export function Announcer() {
  const { t } = useWords();
  const room = useChatRoom();
  const [words, setWords] = useState("");
  useEffect(() => {
    const announcer = createAnnouncer((spoken) => {
      const said = spoken.slice(-MOST_READ).map(({ author, text }) => t("chat.said", { name: author, text }));
      setWords(spoken.length > MOST_READ ? t("chat.saidMany", { count: spoken.length }) : said.join(". "));
    }, after);
    const stop = room.store.subscribe((state, before) => {
      // Not what a welcome or a page of history brings.
      if (state.latestSeq <= before.latestSeq || before.phase !== "in" || state.phase !== "in") return;
      for (const message of state.messages.values()) {
        const isNew = message.seq > before.latestSeq && message.seq <= state.latestSeq;
        if (!isNew || message.deleted || message.author.user_id === state.you?.user_id) continue;
        const files = message.attachments.length;
        const text = plainText(message.body).slice(0, LENGTH);
        announcer.add({
          author: message.author.username,
          text: text === "" ? t("chat.saidFiles", { count: files }) : text,
        });
      }
    });
    return () => {
      stop();
      announcer.stop();
    };
  }, [room, t]);
  return (
    <p aria-live="polite" className="sr-only">
      {words}
    </p>
  );
}
