import type { Track } from "@veza/contracts/http/tracks";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Modal } from "../../components/modal.tsx";
import { ApiError, codeOf } from "../../lib/api/api-error.ts";
import { toast } from "../../lib/toasts.ts";
import { ConflictNotice } from "./conflict-notice.tsx";
import { MediaFields } from "./media-fields.tsx";
import { readForEdit, useUpdateTrack } from "./operations/update-track.ts";
import { TrackFields } from "./track-fields.tsx";
import {
  changedFields,
  conflictsOf,
  editOf,
  type FormField,
  formOf,
  rebase,
  type TrackForm,
} from "./track-form.ts";

interface Base {
  form: TrackForm;
  etag: string | null;
}

/** Every field of a track. A change elsewhere meanwhile is shown beside what was typed; nothing typed is lost. */
export function EditDialog({ track, onClose }: { track: Track; onClose: () => void }) {
  const { t } = useTranslation();
  const update = useUpdateTrack();
  const [form, setForm] = useState(() => formOf(track));
  const [base, setBase] = useState<Base | null>(null);
  const [theirs, setTheirs] = useState<Base | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const [loadError, setLoadError] = useState<unknown>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for each opening.
  useEffect(() => {
    readForEdit(track.id).then(
      ({ data, etag }) => {
        const fresh = formOf(data);
        setForm((typed) => rebase(typed, formOf(track), fresh));
        setBase({ form: fresh, etag });
      },
      (error: unknown) => setLoadError(error),
    );
  }, [track.id]);

  const set = <K extends FormField>(field: K, value: TrackForm[K]) =>
    setForm((before) => ({ ...before, [field]: value }));
  const isChanged = base !== null && changedFields(form, base.form).length > 0;
  const close = () => (isChanged && !isLeaving ? setLeaving(true) : onClose());

  const save = (against: Base) => {
    const edit = editOf(form, against.form);
    if (Object.keys(edit).length === 0) return onClose();
    update.mutate(
      { trackId: track.id, edit, etag: against.etag },
      {
        onSuccess: () => {
          toast(t("myTracks.saved"));
          onClose();
        },
        onError: (error) => {
          if (codeOf(error) !== "precondition_failed" && codeOf(error) !== "conflict") return;
          readForEdit(track.id).then(({ data, etag }) => {
            const fresh = { form: formOf(data), etag };
            setForm((typed) => rebase(typed, against.form, fresh.form));
            setTheirs(fresh);
          }, setLoadError);
        },
      },
    );
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const against = theirs ?? base;
    if (against) save(against);
  };
  const refused = update.error instanceof ApiError ? update.error : null;
  const errorOf = (field: FormField) =>
    refused?.fields.some((it) => it.pointer === `/${field}` || it.pointer.startsWith(`/${field}/`))
      ? t("error.validation_failed")
      : null;
  const shownError = loadError ?? (theirs ? null : update.error);
  const footer = isLeaving ? (
    <div role="alert" className="flex flex-wrap items-center justify-between gap-3">
      <p className="font-medium">{t("myTracks.unsaved")}</p>
      <div className="flex gap-2">
        <Button onClick={() => setLeaving(false)}>{t("myTracks.keepEditing")}</Button>
        <Button look="danger" onClick={onClose}>
          {t("myTracks.discard")}
        </Button>
      </div>
    </div>
  ) : (
    <div className="flex justify-end gap-3">
      <Button onClick={close}>{t("app.cancel")}</Button>
      <Button type="submit" form="edit-track" look="primary" disabled={update.isPending || base === null}>
        {update.isPending ? t("myTracks.saving") : theirs ? t("myTracks.conflictKeep") : t("myTracks.save")}
      </Button>
    </div>
  );
  return (
    <Modal
      isOpen
      onClose={close}
      title={t("myTracks.editTitle", { title: track.title })}
      width="lg"
      footer={footer}
    >
      <MediaFields track={track} />
      <form id="edit-track" onSubmit={submit} className="mt-6 flex flex-col gap-5">
        {theirs && base ? (
          <ConflictNotice
            fields={conflictsOf(form, base.form, theirs.form)}
            theirs={theirs.form}
            onTake={(field) => set(field, theirs.form[field])}
          />
        ) : null}
        <TrackFields form={form} set={set} errorOf={errorOf} />
        {shownError ? (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(`error.${codeOf(shownError)}`)}
          </p>
        ) : null}
      </form>
    </Modal>
  );
}
