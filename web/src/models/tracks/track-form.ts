import type { Track, TrackEdit } from "@veza/contracts/http/tracks";

/** The edit dialog's fields as they are typed. */
export interface TrackForm {
  title: string;
  artist: string;
  description: string;
  genre: string;
  tags: string;
  bpm: string;
  key: string;
  isrc: string;
  license: Track["license"];
  visibility: Track["visibility"];
  is_downloadable: boolean;
}
export type FormField = keyof TrackForm;

export const FORM_FIELDS: readonly FormField[] = [
  "title",
  "artist",
  "description",
  "genre",
  "tags",
  "bpm",
  "key",
  "isrc",
  "license",
  "visibility",
  "is_downloadable",
];

export function formOf(track: Track): TrackForm {
  return {
    title: track.title,
    artist: track.artist,
    description: track.description ?? "",
    genre: track.genre ?? "",
    tags: track.tags.join(", "),
    bpm: track.bpm === null ? "" : String(track.bpm),
    key: track.key ?? "",
    isrc: track.isrc ?? "",
    license: track.license,
    visibility: track.visibility,
    is_downloadable: track.is_downloadable,
  };
}

function optional(text: string): string | null {
  return text.trim() === "" ? null : text.trim();
}

function editFor(form: TrackForm, field: FormField): TrackEdit {
  switch (field) {
    case "title":
      return { title: form.title.trim() };
    case "artist":
      return { artist: form.artist.trim() };
    case "description":
      return { description: optional(form.description) };
    case "genre":
      return { genre: optional(form.genre) };
    case "tags":
      return { tags: tagsOf(form.tags) };
    case "bpm":
      return { bpm: form.bpm.trim() === "" ? null : Number(form.bpm.replace(",", ".")) };
    case "key":
      return { key: optional(form.key) };
    case "isrc":
      return { isrc: optional(form.isrc)?.replace(/[-\s]/g, "").toUpperCase() ?? null };
    case "license":
      return { license: form.license };
    case "visibility":
      return { visibility: form.visibility };
    case "is_downloadable":
      return { is_downloadable: form.is_downloadable };
  }
}

/** Tags of a comma-separated line, each once. */
export function tagsOf(line: string): string[] {
  return [
    ...new Set(
      line
        .split(",")
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ""),
    ),
  ];
}

/** The fields that differ from what was read, as the edit to send. */
export function editOf(form: TrackForm, base: TrackForm): TrackEdit {
  const edit: TrackEdit = {};
  for (const field of changedFields(form, base)) Object.assign(edit, editFor(form, field));
  return edit;
}

export function changedFields(form: TrackForm, base: TrackForm): FormField[] {
  return FORM_FIELDS.filter((field) => form[field] !== base[field]);
}

/** Fields that this form changed and that were changed elsewhere to something else since `base` was read. */
export function conflictsOf(form: TrackForm, base: TrackForm, theirs: TrackForm): FormField[] {
  return changedFields(form, base).filter(
    (field) => theirs[field] !== base[field] && theirs[field] !== form[field],
  );
}

/**
 * The form on top of a newer version: what was typed stays, what was not touched follows the newer version.
 */
export function rebase(form: TrackForm, base: TrackForm, theirs: TrackForm): TrackForm {
  const mine = changedFields(form, base).map((field) => [field, form[field]]);
  return { ...theirs, ...Object.fromEntries(mine) };
}
