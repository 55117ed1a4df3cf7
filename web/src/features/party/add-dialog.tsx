import { useQuery } from "@tanstack/react-query";
import type { Track } from "@veza/contracts/http/tracks";
import { Check, Plus } from "lucide-react";
import { useState } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { useTracks } from "../../components/tracks/use-tracks.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { clock } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { shelfQuery } from "../../models/listening/calls.ts";
import { addToParty } from "../../models/party/party.ts";
import { isPlayable } from "../../models/player/queue.ts";
import { IconButton } from "../../ui/button.tsx";
import { Choice } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";

const SOURCES = ["newest", "recent", "mine"] as const;
type Source = (typeof SOURCES)[number];

interface Answer {
  tracks: readonly Track[];
  isPending: boolean;
  error: unknown;
}

/**
 * Tracks for the party's queue: what is new, what one heard last, one's own. Each list is asked for when it
 * is opened.
 */
export function AddDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const [source, setSource] = useState<Source>("newest");
  const [added, setAdded] = useState<ReadonlySet<string>>(new Set());
  const List = { newest: Newest, recent: Recent, mine: Mine }[source];
  const add = (track: Track) => {
    if (addToParty(track.id)) setAdded((before) => new Set([...before, track.id]));
  };
  return (
    <Modal isOpen onClose={onClose} title={t("party.addTitle")} width="lg">
      <Choice
        legend={t("party.addFrom")}
        name="source"
        value={source}
        onChange={setSource}
        options={SOURCES.map((value) => ({ value, label: t(`party.${value}`) }))}
      />
      <List render={(answer) => <Rows answer={answer} added={added} onAdd={add} />} />
    </Modal>
  );
}

type ListProps = { render: (answer: Answer) => React.ReactNode };

function Newest({ render }: ListProps) {
  return render(useTracks({ sort: "newest" }));
}

function Recent({ render }: ListProps) {
  const { data, isPending, error } = useQuery(shelfQuery("recent", 18));
  return render({ tracks: data?.map((entry) => entry.track) ?? [], isPending, error });
}

function Mine({ render }: ListProps) {
  const { data: me } = useMe();
  return render(useTracks({ uploader_id: me?.id, sort: "newest" }, { enabled: Boolean(me) }));
}

interface RowsProps {
  answer: Answer;
  added: ReadonlySet<string>;
  onAdd: (track: Track) => void;
}

function Rows({ answer, added, onAdd }: RowsProps) {
  const { t } = useWords();
  const tracks = answer.tracks.filter(isPlayable);
  if (answer.isPending) return <div className="skeleton mt-4 h-80 rounded-2xl" aria-busy="true" />;
  if (tracks.length === 0) {
    return (
      <p className="py-16 text-center text-ink-2">
        {answer.error ? t(`error.${codeOf(answer.error)}`) : t("party.addEmpty")}
      </p>
    );
  }
  return (
    <ul className="mt-4 min-h-80">
      {tracks.map((track) => {
        const isAdded = added.has(track.id);
        return (
          <li key={track.id} className="flex items-center gap-3 rounded-xl py-1.5">
            <Sleeve
              id={track.id}
              artworkUrl={track.artwork_url}
              size={160}
              className="size-11 shrink-0 rounded-md"
            />
            <span className="min-w-0 grow">
              <span className="block truncate font-semibold">{track.title}</span>
              <span className="block truncate text-sm text-ink-2">{track.artist}</span>
            </span>
            <span className="text-sm text-ink-3 tabular">{clock((track.duration_ms ?? 0) / 1000)}</span>
            <IconButton label={t("party.addOne", { title: track.title })} onClick={() => onAdd(track)}>
              {isAdded ? (
                <Check className="size-5 text-ok" aria-hidden="true" />
              ) : (
                <Plus className="size-5" aria-hidden="true" />
              )}
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}
