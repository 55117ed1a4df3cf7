import { type QueryClient, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { MailWarning } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { useMe } from "../../components/account/use-session.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { isOnItsWay } from "../../models/tracks/calls.ts";
import { trackKeys } from "../../models/tracks/keys.ts";
import { uploadFactsQuery } from "../../models/uploads/calls.ts";
import { type ChosenFile, rememberHandle } from "../../models/uploads/chosen-files.ts";
import { faultOf } from "../../models/uploads/file-checks.ts";
import { addFiles, nameArtist, removeUpload, startUpload } from "../../models/uploads/transfers.ts";
import { type UploadItem, uploadsStore } from "../../models/uploads/upload-store.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { DropZone } from "./drop-zone.tsx";
import { UploadCard } from "./upload-card.tsx";

export function UploadPage() {
  const { t } = useWords();
  useTitle(t("upload.title"));
  const { data: me } = useMe();
  const facts = useQuery(uploadFactsQuery);
  const client = useQueryClient();
  const items = useStore(uploadsStore, (state) => state.items);
  const maxBytes = facts.data?.max_bytes ?? null;
  const username = me?.username;
  useEffect(() => {
    if (username !== undefined) nameArtist(username);
  }, [username]);

  const onFiles = (chosen: ChosenFile[]) => {
    const ids = addFiles(
      chosen.map(({ file }) => file),
      username ?? "",
    );
    chosen.forEach((it, index) => {
      const id = ids[index];
      if (id !== undefined) void rememberHandle(id, it);
    });
  };
  const ready = items.filter(
    (item) =>
      item.status === "ready" &&
      isComplete(item) &&
      faultOf({ ...item, name: item.fileName }, maxBytes) === null,
  );
  const done = items.filter((item) => item.status === "sent");

  return (
    <div className="mx-auto max-w-4xl px-4 pt-4 sm:px-8 lg:pt-10">
      <h1 className="text-4xl font-extrabold">{t("upload.title")}</h1>
      <p className="mt-2 mb-6 max-w-prose text-lg text-ink-2">{t("upload.lead")}</p>
      {me && !me.email_verified ? (
        <div
          role="alert"
          className="mb-6 flex flex-wrap items-center gap-4 rounded-2xl bg-surface p-5 ring-1 ring-line ring-inset"
        >
          <MailWarning className="size-6 text-accent-ink" aria-hidden="true" />
          <p className="grow font-medium">{t("upload.verifyFirst")}</p>
          <Link to="/verify-email" className={buttonClass("primary")}>
            {t("upload.verifyAction")}
          </Link>
        </div>
      ) : null}
      <DropZone onFiles={onFiles} isCompact={items.length > 0} />
      {items.length > 0 ? (
        <section aria-labelledby="uploads" className="mt-8">
          <div className="mb-4 flex min-h-11 flex-wrap items-center justify-between gap-3">
            <h2 id="uploads" className="text-2xl font-bold">
              {t("upload.files")}
            </h2>
            {done.length > 1 ? (
              <Button
                look="plain"
                onClick={() => {
                  for (const item of done) if (isOver(client, item)) removeUpload(item.id);
                }}
              >
                {t("upload.clearDone")}
              </Button>
            ) : null}
          </div>
          <ul className="flex flex-col gap-4">
            {items.map((item) => (
              <UploadCard key={item.id} item={item} maxBytes={maxBytes} />
            ))}
          </ul>
          {ready.length > 0 ? (
            <div className="sticky bottom-[calc(var(--bottom-space)+1rem)] z-20 mt-6 flex justify-end">
              <Button
                look="primary"
                size="lg"
                className="shadow-float"
                onClick={() => {
                  for (const item of ready) startUpload(item.id);
                }}
              >
                {t("upload.start", { count: ready.length })}
              </Button>
            </div>
          ) : null}
        </section>
      ) : null}
    </div>
  );
}

function isComplete(item: UploadItem): boolean {
  return item.title.trim() !== "" && item.artist.trim() !== "";
}

/** Whether the pipeline is done with an upload, one way or the other. */
function isOver(client: QueryClient, item: UploadItem): boolean {
  const track = client.getQueryData<Track>(trackKeys.one(item.trackId ?? ""));
  return track !== undefined && !isOnItsWay(track);
}
