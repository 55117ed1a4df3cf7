import { useEffect, useState } from "react";
import { fileSize, percent } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { rememberedHandle } from "../../models/uploads/chosen-files.ts";
import { fileOf } from "../../models/uploads/file-handles.ts";
import { resumeWith } from "../../models/uploads/transfers.ts";
import type { UploadItem } from "../../models/uploads/upload-store.ts";
import { Button, buttonClass } from "../../ui/button.tsx";

/** An upload that a reload cut off: goes on by itself, with one click, or with the file chosen again. */
export function UnfinishedUpload({ item }: { item: UploadItem }) {
  const { t, language } = useWords();
  const [handle, setHandle] = useState<FileSystemFileHandle | null>(null);
  const [isWrong, setWrong] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    void rememberedHandle(item.id).then(async (found) => {
      if (!found || !isCurrent) return;
      const file = await fileOf(found, false);
      if (file && isCurrent) resumeWith(item.id, file);
      else if (isCurrent) setHandle(found);
    });
    return () => {
      isCurrent = false;
    };
  }, [item.id]);

  const goOn = (file: File | null | undefined) => setWrong(!file || !resumeWith(item.id, file));
  return (
    <div className="mt-4">
      <div className="h-2 overflow-hidden rounded-full bg-line" aria-hidden="true">
        <div
          className="h-full origin-left rounded-full bg-line-strong"
          style={{ transform: `scaleX(${item.size > 0 ? item.offset / item.size : 0})` }}
        />
      </div>
      <p className="mt-3 text-sm text-ink-2">
        <strong className="font-semibold text-ink">
          {t("upload.unfinished", {
            percent: percent(item.size > 0 ? item.offset / item.size : 0, language),
          })}
          .
        </strong>{" "}
        {handle ? t("upload.allowAgain") : t("upload.pickAgain", { name: item.fileName })}
      </p>
      {isWrong ? (
        <p role="alert" className="mt-2 text-sm font-medium text-danger">
          {t("upload.wrongFile", { name: item.fileName, size: fileSize(item.size, language) })}
        </p>
      ) : null}
      <div className="mt-3 flex flex-wrap gap-3">
        {handle ? (
          <Button
            look="primary"
            onClick={() => void fileOf(handle, true).then((file) => (file ? goOn(file) : setHandle(null)))}
          >
            {t("upload.allowAgainAction")}
          </Button>
        ) : (
          <label
            className={`${buttonClass("primary")} has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink`}
          >
            {t("upload.pickAgainAction")}
            <input type="file" className="sr-only" onChange={(event) => goOn(event.target.files?.[0])} />
          </label>
        )}
      </div>
    </div>
  );
}
