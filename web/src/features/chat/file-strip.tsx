import { FileText, RotateCw, X } from "lucide-react";
import { percent } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { Attaching, Attachings } from "../../models/chat/attaching.ts";

type ReasonKey =
  | `chat.${"fileInfected" | "fileNotImage" | "fileTooLarge" | "fileEmpty" | "fileFailed"}`
  | "error.email_not_verified"
  | "error.rate_limited"
  | "error.offline";
const REASONS: Record<string, ReasonKey> = {
  infected: "chat.fileInfected",
  not_image: "chat.fileNotImage",
  file_too_large: "chat.fileTooLarge",
  empty_file: "chat.fileEmpty",
  email_not_verified: "error.email_not_verified",
  rate_limited: "error.rate_limited",
  offline: "error.offline",
};
/** Trying again cannot help: the file itself is what is wrong. */
const FINAL = new Set(["infected", "not_image", "file_too_large", "empty_file"]);

/** Files of the message that is being written. */
export function FileStrip({ files, uploads }: { files: readonly Attaching[]; uploads: Attachings }) {
  const { t } = useWords();
  return (
    <ul aria-label={t("chat.files")} className="flex gap-2 overflow-x-auto px-3 pt-3 pb-1">
      {files.map((file) => (
        <OneFile key={file.key} file={file} uploads={uploads} />
      ))}
    </ul>
  );
}

function OneFile({ file, uploads }: { file: Attaching; uploads: Attachings }) {
  const { t, language } = useWords();
  const { name, status, code } = file;
  const words =
    status === "failed"
      ? t(REASONS[code ?? ""] ?? "chat.fileFailed")
      : status === "ready"
        ? t("chat.fileReady")
        : status === "checking"
          ? t("chat.fileChecking")
          : t("chat.fileSending", { percent: percent(file.progress, language) });
  const button =
    "grid size-8 shrink-0 place-items-center rounded-full text-ink-2 hover:bg-surface hover:text-ink";
  return (
    <li className="relative flex w-64 shrink-0 items-center gap-2.5 overflow-hidden rounded-2xl bg-raised p-2 ring-1 ring-line">
      {file.preview === null ? (
        <span className="grid size-12 shrink-0 place-items-center rounded-xl bg-surface text-ink-3">
          <FileText className="size-5" aria-hidden="true" />
        </span>
      ) : (
        <img src={file.preview} alt="" className="size-12 shrink-0 rounded-xl object-cover" />
      )}
      <span className="min-w-0 grow">
        <span className="block truncate text-sm font-medium">{name}</span>
        <span
          role="status"
          className={`block truncate text-xs tabular ${status === "failed" ? "font-semibold text-danger" : "text-ink-3"}`}
        >
          {words}
        </span>
      </span>
      {status === "failed" && !FINAL.has(code ?? "") ? (
        <button
          type="button"
          aria-label={t("chat.retryFile", { name })}
          onClick={() => uploads.retry(file.key)}
          className={button}
        >
          <RotateCw className="size-4" aria-hidden="true" />
        </button>
      ) : null}
      <button
        type="button"
        aria-label={t("chat.removeFile", { name })}
        onClick={() => uploads.remove(file.key)}
        className={button}
      >
        <X className="size-4" aria-hidden="true" />
      </button>
      {status === "sending" ? (
        <span
          className="absolute bottom-0 left-0 h-1 bg-accent transition-[width]"
          style={{ width: `${file.progress * 100}%` }}
        />
      ) : null}
    </li>
  );
}
