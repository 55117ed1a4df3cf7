import { useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";

/** Who types, other than oneself. Its height is always kept: nothing moves when somebody begins. */
export function TypingLine() {
  const { t } = useWords();
  const typing = useRoom((state) => state.typing);
  const me = useRoom((state) => state.you?.user_id);
  const people = useRoom((state) => state.people);
  const others = typing.filter((id) => id !== me);
  const nameOf = (id: string | undefined) => people.get(id ?? "")?.username ?? t("chat.somebody");
  const words =
    others.length === 0
      ? null
      : others.length === 1
        ? t("chat.typingOne", { a: nameOf(others[0]) })
        : others.length === 2
          ? t("chat.typingTwo", { a: nameOf(others[0]), b: nameOf(others[1]) })
          : t("chat.typingMany", { count: others.length });
  return (
    <p className="flex h-7 shrink-0 items-center gap-2 px-5 text-xs text-ink-2">
      {words === null ? null : (
        <>
          <span className="equaliser text-[0.7rem] text-ink-3" data-playing="" aria-hidden="true">
            <span />
            <span />
            <span />
          </span>
          <span className="truncate">{words}</span>
        </>
      )}
    </p>
  );
}
