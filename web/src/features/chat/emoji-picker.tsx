import { Popover } from "@base-ui/react/popover";
import { Search } from "lucide-react";
import { type ReactElement, useState } from "react";
import { isComposing } from "../../lib/composing.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { EMOJIS, emojiName, findEmojis } from "../../models/chat/emoji.ts";

interface EmojiPickerProps {
  /** The button that opens it. */
  trigger: ReactElement;
  onPick: (emoji: string) => void;
  onOpenChange?: (isOpen: boolean) => void;
}

/** A small window of emojis, found by name. */
export function EmojiPicker({ trigger, onPick, onOpenChange }: EmojiPickerProps) {
  const [isOpen, setOpen] = useState(false);
  const change = (open: boolean) => {
    setOpen(open);
    onOpenChange?.(open);
  };
  return (
    <Popover.Root open={isOpen} onOpenChange={change}>
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner className="z-60" sideOffset={8} collisionPadding={12}>
          <Popover.Popup className="pop w-84 max-w-[calc(100vw-1.5rem)] rounded-2xl bg-raised p-3 text-ink shadow-float ring-1 ring-line outline-none">
            <EmojiGrid
              onPick={(emoji) => {
                change(false);
                onPick(emoji);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

const COLUMNS = 7;

export function EmojiGrid({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useWords();
  const [query, setQuery] = useState("");
  const found = query.trim() === "" ? EMOJIS : findEmojis(query.trim(), 70);
  const move = (event: React.KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS }[event.key];
    if (step === undefined) return;
    const buttons = [...event.currentTarget.querySelectorAll<HTMLButtonElement>("button")];
    const at = buttons.findIndex((it) => it.matches(":focus"));
    event.preventDefault();
    buttons[Math.max(0, Math.min(buttons.length - 1, at + step))]?.focus();
  };
  return (
    <>
      <label className="relative mb-2 block">
        <span className="sr-only">{t("chat.findEmoji")}</span>
        <Search className="pointer-events-none absolute top-3 left-3 size-5 text-ink-3" aria-hidden="true" />
        <input
          type="search"
          value={query}
          placeholder={t("chat.findEmoji")}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === "Enter" && !isComposing(event.nativeEvent) && found[0]) onPick(found[0].char);
          }}
          className="min-h-11 w-full rounded-xl border border-line-strong bg-bg pr-3 pl-10 text-base placeholder:text-ink-3"
        />
      </label>
      {found.length === 0 ? (
        <p className="px-2 py-6 text-center text-sm text-ink-3">{t("chat.noEmoji")}</p>
      ) : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move between its buttons. */}
      <div onKeyDown={move} className="grid max-h-64 grid-cols-7 overflow-y-auto overscroll-contain">
        {found.map(({ char, code }, i) => (
          <button
            key={code}
            type="button"
            tabIndex={i === 0 ? 0 : -1}
            aria-label={`${char} ${emojiName(char)}`}
            title={`:${code}:`}
            onClick={() => onPick(char)}
            className="grid size-11 place-items-center rounded-xl text-2xl hover:bg-surface focus-visible:-outline-offset-2"
          >
            {char}
          </button>
        ))}
      </div>
    </>
  );
}
