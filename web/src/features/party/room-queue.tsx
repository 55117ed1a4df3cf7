import { canInParty } from "@veza/contracts/permissions/party";
import type { PartyItem } from "@veza/contracts/ws/party";
import { Heart, X } from "lucide-react";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { removeItem, voteFor } from "../../models/party/party.ts";
import type { PartyView } from "../../models/party/party-view.ts";
import { IconButton } from "../../ui/button.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";

/** What comes next, in the order of the votes. */
export function RoomQueue({ view }: { view: PartyView }) {
  const { t } = useWords();
  const items = view.queue.filter((item) => item.item_id !== view.timeline.item_id);
  return (
    <section aria-labelledby="party-queue" className="min-w-0">
      <h2 id="party-queue" className="mb-3 text-xl font-bold">
        {t("party.queue")}
      </h2>
      {items.length === 0 ? (
        <p className="rounded-2xl bg-surface px-5 py-8 text-center text-ink-2">{t("party.queueEmpty")}</p>
      ) : (
        <ol className="-mx-2 flex flex-col">
          {items.map((item) => (
            <QueueRow key={item.item_id} item={item} view={view} />
          ))}
        </ol>
      )}
    </section>
  );
}

function QueueRow({ item, view }: { item: PartyItem; view: PartyView }) {
  const { t } = useWords();
  const { track, votes } = item;
  const hasVoted = item.voted ?? false;
  const mayRemove = canInParty(view.me.role, "lead") || item.added_by === view.me.user_id;
  const adder = view.members.find((member) => member.user_id === item.added_by)?.username;
  return (
    <li className="group flex items-center gap-3 rounded-2xl px-2 py-2 transition-colors hover:bg-surface">
      <Sleeve
        id={track.id}
        artworkUrl={track.artwork_url}
        size={160}
        className="size-12 shrink-0 rounded-lg"
      />
      <div className="min-w-0 grow">
        <h3 className="truncate text-base leading-snug font-semibold tracking-normal">{track.title}</h3>
        <p className="truncate text-sm text-ink-2">
          {track.artist}
          {adder === undefined ? null : (
            <span className="text-ink-3"> · {t("party.addedBy", { name: adder })}</span>
          )}
        </p>
      </div>
      <span className="hidden text-sm text-ink-3 tabular sm:block">{clock(item.duration_ms / 1000)}</span>
      <button
        type="button"
        aria-pressed={hasVoted}
        aria-label={`${t("party.vote", { title: track.title })}, ${t("party.votes", { count: votes })}`}
        onClick={() => voteFor(item.item_id, !hasVoted)}
        className="flex h-11 min-w-14 items-center justify-center gap-1.5 rounded-full bg-surface px-3 text-sm font-semibold text-ink-2 tabular transition-colors group-hover:bg-raised hover:text-ink aria-pressed:text-accent-ink"
      >
        <Heart className="size-4.5" fill={hasVoted ? "currentColor" : "none"} aria-hidden="true" />
        {votes}
      </button>
      {mayRemove ? (
        <IconButton
          label={t("party.remove", { title: track.title })}
          onClick={() => removeItem(item.item_id)}
        >
          <X className="size-5" aria-hidden="true" />
        </IconButton>
      ) : null}
    </li>
  );
}
