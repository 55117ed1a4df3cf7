import { useMutation } from "@tanstack/react-query";
import { type Track, updateTrack } from "@veza/contracts/http/tracks";
import { useEffect, useState } from "react";
import { codeOf } from "../../lib/api/api-error.ts";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { readForEdit, updateTrackMutation } from "../../models/tracks/edit-calls.ts";
import {
  changedFields,
  conflictsOf,
  editOf,
  FORM_FIELDS,
  type FormField,
  formOf,
  rebase,
  type TrackForm,
} from "../../models/tracks/track-form.ts";
import { Button } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { ConflictNotice } from "./conflict-notice.tsx";
import { MediaFields } from "./media-fields.tsx";
import { TrackFields } from "./track-fields.tsx";

interface Base {
  form: TrackForm;
  etag: string | null;
}

/**
 * Every field of a track. A change elsewhere meanwhile is shown beside what was typed; nothing typed is lost.
 */
export function EditDialog({ track, onClose }: { track: Track; onClose: () => void }) {
  const { t } = useWords();
  const { mutateAsync: update } = useMutation(updateTrackMutation);
  const [base, setBase] = useState<Base | null>(null);
  const [theirs, setTheirs] = useState<Base | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  const [loadError, setLoadError] = useState<unknown>(null);

  const against = theirs ?? base;
  const form = useForm({
    schema: updateTrack.body,
    initial: () => formOf(track),
    bodyOf: (typed) => (against === null ? {} : editOf(typed, against.form)),
    send: async (edit) => {
      if (against === null || Object.keys(edit).length === 0) return null;
      try {
        return await update({ trackId: track.id, edit, etag: against.etag });
      } catch (error) {
        if (codeOf(error) === "precondition_failed" || codeOf(error) === "conflict") readAgain(against);
        throw error;
      }
    },
    onDone: (saved) => {
      if (saved !== null) toast(t("myTracks.saved"));
      onClose();
    },
    fields: FORM_FIELDS,
  });
  const { values, change } = form;

  // biome-ignore lint/correctness/useExhaustiveDependencies: read once for each opening.
  useEffect(() => {
    readForEdit(track.id).then(
      ({ data, etag }) => {
        const fresh = formOf(data);
        change((typed) => rebase(typed, formOf(track), fresh));
        setBase({ form: fresh, etag });
      },
      (error: unknown) => setLoadError(error),
    );
  }, [track.id]);

  /** Somebody changed the track meanwhile: what was typed is put on top of what they made of it. */
  const readAgain = (before: Base) => {
    readForEdit(track.id).then(({ data, etag }) => {
      const fresh = { form: formOf(data), etag };
      change((typed) => rebase(typed, before.form, fresh.form));
      setTheirs(fresh);
    }, setLoadError);
  };
  const set = <K extends FormField>(field: K, value: TrackForm[K]) =>
    change((before) => ({ ...before, [field]: value }));
  const isChanged = base !== null && changedFields(values, base.form).length > 0;
  const close = () => (isChanged && !isLeaving ? setLeaving(true) : onClose());
  const errorOf = (field: FormField) => (form.faultOf(field) === null ? null : t(`fieldRule.${field}`));
  const shownCode = loadError !== null ? codeOf(loadError) : theirs ? null : form.code;
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
      <Button type="submit" form="edit-track" look="primary" disabled={form.isPending || base === null}>
        {form.isPending ? t("myTracks.saving") : theirs ? t("myTracks.conflictKeep") : t("myTracks.save")}
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
      <form id="edit-track" onSubmit={form.submit} className="mt-6 flex flex-col gap-5">
        {theirs && base ? (
          <ConflictNotice
            fields={conflictsOf(values, base.form, theirs.form)}
            theirs={theirs.form}
            onTake={(field) => set(field, theirs.form[field])}
          />
        ) : null}
        <TrackFields form={values} set={set} errorOf={errorOf} longest={form.longest} />
        {shownCode ? (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(`error.${shownCode}`)}
          </p>
        ) : null}
      </form>
    </Modal>
  );
}
