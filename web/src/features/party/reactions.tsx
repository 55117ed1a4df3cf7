import { PARTY_REACTIONS } from "@veza/contracts/ws/party";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { react } from "../../models/party/party.ts";
import { reactionsStore } from "../../models/party/store.ts";

export function ReactionBar() {
  const { t } = useWords();
  return (
    <ul aria-label={t("party.reactions")} className="-ml-2 flex">
      {PARTY_REACTIONS.map((emoji) => (
        <li key={emoji}>
          <button
            type="button"
            aria-label={t("party.react", { emoji })}
            onClick={() => react(emoji)}
            className="grid size-11 place-items-center rounded-full text-xl transition hover:bg-bg/40 active:scale-90"
          >
            {emoji}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** What people send rises and fades. Where motion is not wanted, it only appears and goes. */
export function FlyingReactions() {
  const flying = useStore(reactionsStore, (state) => state.flying);
  return (
    <div className="pointer-events-none absolute inset-0 z-10 overflow-hidden" aria-hidden="true">
      {flying.map(({ id, emoji, x }) => (
        <span key={id} className="reaction absolute bottom-6 text-3xl" style={{ left: `${x * 100}%` }}>
          {emoji}
        </span>
      ))}
    </div>
  );
}
