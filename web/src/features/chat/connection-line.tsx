import { useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useOnline } from "../../lib/use-online.ts";

/** Says when the line is away, and that nothing is lost by it. */
export function ConnectionLine() {
  const { t } = useWords();
  const phase = useRoom((state) => state.phase);
  const isOnline = useOnline();
  const isAway = phase === "lost" || !isOnline;
  return (
    <div role="status" className="shrink-0">
      {isAway ? (
        <p className="bg-surface px-5 py-2 text-center text-sm font-medium text-ink-2">
          {t(isOnline ? "chat.lost" : "chat.offline")}
        </p>
      ) : null}
    </div>
  );
}
