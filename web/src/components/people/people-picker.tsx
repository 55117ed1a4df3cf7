import { useQuery } from "@tanstack/react-query";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { X } from "lucide-react";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { isComposing } from "../../lib/composing.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { peopleQuery } from "../../models/people/calls.ts";
import { Monogram } from "../../ui/monogram.tsx";

interface PeoplePickerProps {
  label: string;
  chosen: readonly ChatAuthor[];
  onChange: (people: ChatAuthor[]) => void;
  max: number;
  /** Ids that can't be chosen: oneself, who is there already. */
  without: readonly string[];
}

/**
 * People by the beginning of their names: a combobox whose choices stand before it. Arrows, Enter, Backspace.
 */
export function PeoplePicker({ label, chosen, onChange, max, without }: PeoplePickerProps) {
  const { t } = useWords();
  const id = useId();
  const [typed, setTyped] = useState("");
  const [marked, setMarked] = useState(0);
  const wanted = useDeferredValue(typed.trim());
  const { data, isFetching } = useQuery(peopleQuery(wanted));
  const taken = new Set([...without, ...chosen.map(({ user_id }) => user_id)]);
  const found = wanted === "" ? [] : (data?.items ?? []).filter(({ user_id }) => !taken.has(user_id));
  const at = Math.min(marked, found.length - 1);
  const add = (person: ChatAuthor | undefined) => {
    if (person === undefined || chosen.length >= max) return;
    onChange([...chosen, person]);
    setTyped("");
    setMarked(0);
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (isComposing(event.nativeEvent)) return;
    if (event.key === "ArrowDown") setMarked(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setMarked(Math.max(at - 1, 0));
    else if (event.key === "Enter" && found[at] !== undefined) add(found[at]);
    else if (event.key === "Backspace" && typed === "") return onChange(chosen.slice(0, -1));
    else return;
    event.preventDefault();
  };
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="flex flex-wrap items-center gap-1.5 rounded-xl border border-line-strong bg-bg p-1.5 focus-within:border-accent-ink">
        {chosen.map((person) => (
          <span
            key={person.user_id}
            className="flex items-center gap-2 rounded-full bg-surface py-1 pr-1 pl-1.5 text-sm font-medium"
          >
            <Monogram name={person.username} className="size-6 text-xs" />
            {person.username}
            <button
              type="button"
              aria-label={t("rooms.remove", { name: person.username })}
              onClick={() => onChange(chosen.filter(({ user_id }) => user_id !== person.user_id))}
              className="grid size-6 place-items-center rounded-full text-ink-2 hover:bg-raised hover:text-ink"
            >
              <X className="size-3.5" aria-hidden="true" />
            </button>
          </span>
        ))}
        <input
          id={id}
          role="combobox"
          aria-expanded={found.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={found[at] ? `${id}-${at}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={typed}
          maxLength={50}
          onChange={(event) => {
            setTyped(event.target.value);
            setMarked(0);
          }}
          onKeyDown={press}
          className="min-h-9 min-w-32 grow bg-transparent px-2 text-base outline-none"
        />
      </div>
      {wanted === "" ? (
        <p className="text-xs text-ink-3">{t("rooms.toHint")}</p>
      ) : found.length === 0 && !isFetching ? (
        <p role="status" className="py-2 text-sm text-ink-2">
          {t("rooms.toNobody", { query: wanted })}
        </p>
      ) : null}
      <div role="listbox" id={`${id}-list`} aria-label={label} className="flex flex-col">
        {found.map((person, i) => (
          // The keyboard reaches the options by way of the combobox.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above
          <div
            key={person.user_id}
            id={`${id}-${i}`}
            role="option"
            tabIndex={-1}
            aria-selected={i === at}
            onClick={() => add(person)}
            className="flex min-h-12 cursor-pointer items-center gap-3 rounded-xl px-3 font-medium hover:bg-surface aria-selected:bg-surface"
          >
            <Monogram name={person.username} className="size-8 text-sm" />
            {person.username}
            {person.is_bot === true ? (
              <span className="rounded-full bg-bg px-2 text-xs font-semibold text-ink-2">
                {t("person.bot")}
              </span>
            ) : null}
          </div>
        ))}
      </div>
    </div>
  );
}
