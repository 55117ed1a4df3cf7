import { canInRoom } from "@veza/contracts/permissions/room";
import { ArrowUp, Check, Clock, Paperclip, Smile, X } from "lucide-react";
import {
  type ClipboardEvent,
  type KeyboardEvent,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { isComposing } from "../../lib/composing.ts";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { completed } from "../../models/chat/completion.ts";
import { IconButton } from "../../ui/button.tsx";
import { CompletionList } from "./completion-list.tsx";
import { ComposerNote, WritingNotice } from "./composer-notes.tsx";
import { EmojiPicker } from "./emoji-picker.tsx";
import { FileStrip } from "./file-strip.tsx";
import { type Suggestion, useCompletion } from "./use-completion.ts";
import { useComposer } from "./use-composer.ts";

/** From here on the characters that are left are counted. */
const COUNT_FROM = 400;
const isPhone = () => matchMedia("(pointer: coarse)").matches;

interface ComposerProps {
  thread: string | null;
  label: string;
  /** Files that were dropped on the conversation. */
  dropped: readonly File[] | null;
  /** What one came for: the keyboard begins here. */
  isMain: boolean;
}

/** Where one writes: text, files, who is named; keeps everything until the room has it. */
export function Composer({ thread, label, dropped, isMain }: ComposerProps) {
  const { t } = useWords();
  const it = useComposer(thread);
  const canNameAll = useRoom(
    ({ you, room }) => you !== null && room !== null && canInRoom(you.role, room.kind, "mention_room"),
  );
  const area = useRef<HTMLTextAreaElement>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const list = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const completion = useCompletion(it.text, caret, canNameAll ? t("chat.everybody") : null);
  const { options, index } = completion;
  const isReadOnly = it.hindrance?.why === "read_only";

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text decides the height.
  useLayoutEffect(() => {
    const box = area.current;
    if (!box) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [it.text, it.isEditing]);
  // What one is about to answer or change is written here. On a phone the keyboard would cover what was just
  // opened.
  useEffect(() => {
    if (it.isEditing || it.replyTo !== null) area.current?.focus();
  }, [it.isEditing, it.replyTo]);
  useEffect(() => {
    if (isMain && !isPhone()) area.current?.focus({ preventScroll: true });
  }, [isMain]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each drop once.
  useEffect(() => {
    if (dropped !== null) it.addFiles(dropped);
  }, [dropped]);

  const put = (text: string, at: number) => {
    it.setText(text);
    requestAnimationFrame(() => {
      area.current?.focus();
      area.current?.setSelectionRange(at, at);
      setCaret(at);
    });
  };
  const pick = (option: Suggestion) => {
    if (completion.at === null || caret === null) return;
    const after = completed(it.text, caret, completion.at, option.insert);
    put(after.text, after.caret);
  };
  const insert = (text: string) => {
    const from = area.current?.selectionStart ?? it.text.length;
    const to = area.current?.selectionEnd ?? from;
    put(it.text.slice(0, from) + text + it.text.slice(to), from + text.length);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event.nativeEvent)) return;
    const chosen = options[index];
    if (chosen !== undefined) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        completion.move(event.key === "ArrowDown" ? 1 : -1);
        return;
      }
      if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
        event.preventDefault();
        pick(chosen);
        return;
      }
      if (event.key === "Escape") {
        event.preventDefault();
        completion.dismiss();
        return;
      }
    }
    if (event.key === "Enter" && !event.shiftKey && !isPhone()) {
      event.preventDefault();
      it.submit();
    } else if (event.key === "Escape") {
      if (it.isEditing) it.stopEdit();
      else if (it.replyTo !== null) it.stopReply();
    } else if (event.key === "ArrowUp" && it.text === "") {
      event.preventDefault();
      it.editLast();
    }
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (files.length === 0 || it.isEditing) return;
    event.preventDefault();
    it.addFiles(files);
  };
  const seeCaret = () => {
    const box = area.current;
    setCaret(box && box.selectionStart === box.selectionEnd ? box.selectionStart : null);
  };

  return (
    <div className="relative px-3 pb-3 sm:px-4">
      <ComposerNote composer={it} />
      <div className="relative rounded-3xl bg-surface ring-1 ring-line focus-within:ring-line-strong">
        {options.length === 0 ? null : (
          <CompletionList id={list} options={options} index={index} onPick={pick} />
        )}
        {it.files.length === 0 || it.isEditing ? null : <FileStrip files={it.files} uploads={it.uploads} />}
        <div className="flex items-end gap-0.5 p-1.5">
          {it.isEditing ? null : (
            <IconButton
              label={t("chat.attach")}
              disabled={isReadOnly}
              onClick={() => chooser.current?.click()}
            >
              <Paperclip className="size-5" aria-hidden="true" />
            </IconButton>
          )}
          <input
            ref={chooser}
            type="file"
            multiple
            hidden
            onChange={(event) => {
              it.addFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
          <textarea
            ref={area}
            rows={1}
            value={it.text}
            disabled={isReadOnly}
            placeholder={it.isEditing ? t("chat.writeEdit") : label}
            aria-label={it.isEditing ? t("chat.writeEdit") : label}
            aria-autocomplete="list"
            aria-controls={options.length === 0 ? undefined : list}
            aria-activedescendant={options.length === 0 ? undefined : `${list}-${index}`}
            onChange={(event) => {
              it.setText(event.target.value);
              seeCaret();
            }}
            onSelect={seeCaret}
            onBlur={() => setCaret(null)}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            className="max-h-[38dvh] min-h-11 min-w-0 grow resize-none bg-transparent px-2 py-2.5 text-base leading-6 placeholder:truncate placeholder:text-ink-3 focus-visible:outline-none"
          />
          {it.left > COUNT_FROM ? null : (
            <span
              className={`self-center px-1 text-xs font-semibold tabular ${it.left < 0 ? "text-danger" : "text-ink-3"}`}
            >
              {it.left < 0
                ? t("chat.tooLong", { count: -it.left })
                : t("chat.charactersLeft", { count: it.left })}
            </span>
          )}
          <EmojiPicker
            onPick={insert}
            trigger={
              <IconButton label={t("chat.emoji")} disabled={isReadOnly} className="max-xs:hidden">
                <Smile className="size-5" aria-hidden="true" />
              </IconButton>
            }
          />
          {it.isEditing ? (
            <IconButton label={t("app.cancel")} onClick={it.stopEdit}>
              <X className="size-5" aria-hidden="true" />
            </IconButton>
          ) : null}
          <button
            type="button"
            aria-label={
              it.isEditing
                ? t("chat.save")
                : it.wait > 0
                  ? `${t("chat.send")}: ${clock(it.wait)}`
                  : t("chat.send")
            }
            title={t(it.isEditing ? "chat.save" : "chat.send")}
            disabled={!it.canSend || it.isWaiting}
            onClick={() => {
              it.submit();
              area.current?.focus();
            }}
            className="grid h-11 min-w-11 shrink-0 place-items-center rounded-full bg-accent px-2 font-semibold text-on-accent transition-colors hover:bg-accent-hover disabled:bg-raised disabled:text-ink-3"
          >
            {it.wait > 0 && !it.isEditing ? (
              <span className="flex items-center gap-1 px-1 text-sm tabular">
                <Clock className="size-4" aria-hidden="true" />
                {clock(it.wait)}
              </span>
            ) : it.isEditing ? (
              <Check className="size-5" aria-hidden="true" />
            ) : (
              <ArrowUp className="size-5" strokeWidth={2.4} aria-hidden="true" />
            )}
          </button>
        </div>
      </div>
      <WritingNotice composer={it} />
    </div>
  );
}
