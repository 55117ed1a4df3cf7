import { FileAudio2, X } from "lucide-react";
import { fileSize, percent } from "../../lib/format.ts";
import { numberFormat } from "../../lib/formatters.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { faultOf } from "../../models/uploads/file-checks.ts";
import { pauseUpload, removeUpload, startUpload } from "../../models/uploads/transfers.ts";
import type { UploadItem } from "../../models/uploads/upload-store.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { SentUpload } from "./sent-upload.tsx";
import { UnfinishedUpload } from "./unfinished-upload.tsx";
import { UploadForm } from "./upload-form.tsx";

/** One file on its way, from its names to its published track. */
export function UploadCard({ item, maxBytes }: { item: UploadItem; maxBytes: number | null }) {
  const { t, language } = useWords();
  const fault = item.status === "ready" ? faultOf({ ...item, name: item.fileName }, maxBytes) : null;
  const faultText =
    fault &&
    {
      empty: t("upload.emptyFile"),
      not_audio: t("upload.notAudio"),
      not_taken:
        fault.kind === "not_taken"
          ? `${t("upload.notTaken", { format: fault.name })} ${t(`upload.instead.${fault.instead}`)}`
          : "",
      too_large: t("upload.tooLarge", {
        size: fileSize(item.size, language),
        limit: fileSize(maxBytes ?? 0, language),
      }),
    }[fault.kind];
  return (
    <li className="rounded-3xl bg-surface p-4 sm:p-6">
      {item.status === "sent" ? (
        <SentUpload item={item} />
      ) : (
        <>
          <div className="flex items-center gap-3">
            <span className="grid size-12 shrink-0 place-items-center rounded-xl bg-raised text-ink-2">
              <FileAudio2 className="size-6" aria-hidden="true" />
            </span>
            <div className="min-w-0 grow">
              <h3 className="truncate font-semibold">
                {item.status === "ready" ? item.fileName : item.title || item.fileName}
              </h3>
              <p className="text-sm text-ink-2 tabular">{fileSize(item.size, language)}</p>
            </div>
            <IconButton
              label={t(item.status === "ready" ? "upload.remove" : "upload.cancel", { name: item.fileName })}
              onClick={() => removeUpload(item.id)}
            >
              <X className="size-5" aria-hidden="true" />
            </IconButton>
          </div>
          {faultText ? (
            <p role="alert" className="mt-3 font-medium text-danger">
              {faultText}
            </p>
          ) : null}
          {item.status === "ready" && !faultText ? <UploadForm item={item} /> : null}
          {item.status === "sending" || item.status === "paused" || item.status === "stopped" ? (
            <Sending item={item} />
          ) : null}
          {item.status === "unfinished" ? <UnfinishedUpload item={item} /> : null}
        </>
      )}
    </li>
  );
}

function Sending({ item }: { item: UploadItem }) {
  const { t, language } = useWords();
  const share = item.size > 0 ? item.offset / item.size : 0;
  const shown = percent(share, language);
  const left = item.speed && item.speed > 0 ? (item.size - item.offset) / item.speed : null;
  return (
    <div className="mt-4">
      <div
        role="progressbar"
        aria-label={item.title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(share * 100)}
        className="h-2 overflow-hidden rounded-full bg-line"
      >
        <div
          className={`h-full origin-left rounded-full transition-transform duration-300 ${item.status === "sending" ? "bg-accent" : "bg-line-strong"}`}
          style={{ transform: `scaleX(${share})` }}
        />
      </div>
      {item.status === "stopped" && item.error ? (
        <p role="alert" className="mt-3 font-medium text-danger">
          {t("upload.failed")}. {t(`error.${item.error}`)}
        </p>
      ) : null}
      <div className="mt-2 flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="text-sm text-ink-2 tabular">
          {item.status === "paused"
            ? t("upload.paused", { percent: shown })
            : t("upload.sending", { percent: shown })}
          {" · "}
          {t("upload.sent", { done: fileSize(item.offset, language), total: fileSize(item.size, language) })}
          {left !== null && item.status === "sending" && left > 2
            ? ` · ${t("upload.remaining", { time: shortLength(left, language) })}`
            : ""}
        </p>
        {item.status === "sending" ? (
          <Button look="quiet" onClick={() => pauseUpload(item.id)}>
            {t("upload.pause")}
          </Button>
        ) : (
          <Button look="primary" onClick={() => startUpload(item.id)}>
            {t("upload.resume")}
          </Button>
        )}
      </div>
    </div>
  );
}

function shortLength(seconds: number, locale: string): string {
  const inMinutes = seconds >= 90;
  return numberFormat(locale, {
    style: "unit",
    unit: inMinutes ? "minute" : "second",
    unitDisplay: "short",
  }).format(Math.round(inMinutes ? seconds / 60 : seconds));
}
