import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Track } from "@veza/contracts/http/tracks";
import { MailWarning } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "../../components/button.tsx";
import { useMe } from "../../lib/operations/get-me.ts";
import { isOnItsWay } from "../../lib/operations/get-track.ts";
import { queryKeys } from "../../lib/operations/query-keys.ts";
import { useTitle } from "../../lib/use-title.ts";
import { type ChosenFile, rememberHandle } from "./chosen-files.ts";
import { DropZone } from "./drop-zone.tsx";
import { faultOf } from "./file-checks.ts";
import { useUploadFacts } from "./operations/describe-uploads.ts";
import { addFiles, nameArtist, removeUpload, startUpload } from "./transfers.ts";
import { UploadCard } from "./upload-card.tsx";
import { type UploadItem, useUploads } from "./upload-store.ts";

export function UploadPage() {
  const { t } = useTranslation();
  useTitle(t("upload.title"));
  const { data: me } = useMe();
  const facts = useUploadFacts();
  const client = useQueryClient();
  const items = useUploads((state) => state.items);
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
  const track = client.getQueryData<Track>(queryKeys.track(item.trackId ?? ""));
  return track !== undefined && !isOnItsWay(track);
}
