import { Menu } from "@base-ui/react/menu";
import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { Download, Ellipsis, Link2, ListEnd, ListStart, User, Users } from "lucide-react";
import { useStore } from "zustand";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { openPartyStore } from "../../models/party/open-party.ts";
import { addToQueue, playNext } from "../../models/player/commands.ts";
import { isPlayable } from "../../models/player/queue.ts";

const ITEM =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";

/** What can be done with a track besides playing it. */
export function TrackMenu({ track, className = "" }: { track: Track; className?: string }) {
  const { t } = useWords();
  const icon = "size-4.5 text-ink-3";
  const party = useStore(openPartyStore, (state) => state.party);
  const addToParty = async () => {
    const { addToParty: add } = await import("../../models/party/party.ts");
    if (add(track.id)) toast(t("party.added", { title: track.title }));
  };
  const copy = async () => {
    await navigator.clipboard.writeText(new URL(`/tracks/${track.id}`, location.href).href);
    toast(t("track.linkCopied"));
  };
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("track.options", { title: track.title })}
        className={`grid size-11 shrink-0 place-items-center rounded-full text-ink-2 transition-colors hover:bg-raised hover:text-ink data-popup-open:bg-raised ${className}`}
      >
        <Ellipsis className="size-5" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-50" sideOffset={6} align="end" collisionPadding={12}>
          <Menu.Popup className="pop min-w-56 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            {isPlayable(track) ? (
              <>
                <Menu.Item className={ITEM} onClick={() => playNext(track)}>
                  <ListStart className={icon} aria-hidden="true" /> {t("track.playNext")}
                </Menu.Item>
                <Menu.Item className={ITEM} onClick={() => addToQueue(track)}>
                  <ListEnd className={icon} aria-hidden="true" /> {t("track.addToQueue")}
                </Menu.Item>
                {party ? (
                  <Menu.Item className={ITEM} onClick={() => void addToParty()}>
                    <Users className={icon} aria-hidden="true" /> {t("party.add")}
                  </Menu.Item>
                ) : null}
              </>
            ) : null}
            <Menu.Item
              className={ITEM}
              render={<Link to="/u/$username" params={{ username: track.uploader.username }} />}
            >
              <User className={icon} aria-hidden="true" />{" "}
              {t("track.goToArtist", { name: track.uploader.username })}
            </Menu.Item>
            <Menu.Item className={ITEM} onClick={() => void copy()}>
              <Link2 className={icon} aria-hidden="true" /> {t("track.copyLink")}
            </Menu.Item>
            {track.download_url === null ? null : (
              <Menu.Item className={ITEM} render={<a href={track.download_url} download />}>
                <Download className={icon} aria-hidden="true" /> {t("track.download")}
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
