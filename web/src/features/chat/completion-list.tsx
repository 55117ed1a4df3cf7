import { useWords } from "../../lib/i18n/use-words.ts";
import { Monogram } from "../../ui/monogram.tsx";
import type { Suggestion } from "./use-completion.ts";

interface CompletionListProps {
  id: string;
  options: readonly Suggestion[];
  index: number;
  onPick: (option: Suggestion) => void;
}

/** What could be meant, above the text. The keyboard stays in the text. */
export function CompletionList({ id, options, index, onPick }: CompletionListProps) {
  const { t } = useWords();
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t("chat.suggestions")}
      className="absolute inset-x-0 bottom-full z-30 mb-2 max-h-72 overflow-y-auto rounded-2xl bg-raised p-1.5 shadow-float ring-1 ring-line sm:right-auto sm:w-80"
    >
      {options.map((option, i) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text's own keys choose.
        <div
          key={option.key}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === index}
          tabIndex={-1}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(option)}
          className="flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm font-medium hover:bg-surface aria-selected:bg-surface"
        >
          {option.sign === null ? (
            <Monogram name={option.label} className="size-7 text-sm" />
          ) : (
            <span className="grid size-7 place-items-center text-xl" aria-hidden="true">
              {option.sign}
            </span>
          )}
          <span className="truncate">{option.label}</span>
        </div>
      ))}
    </div>
  );
}
