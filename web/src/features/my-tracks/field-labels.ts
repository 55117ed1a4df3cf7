import type { FormField } from "../../models/tracks/track-form.ts";

/** Catalogue key of each field's name. */
export const FIELD_LABELS = {
  title: "fieldTitle",
  artist: "fieldArtist",
  description: "fieldDescription",
  genre: "fieldGenre",
  tags: "fieldTags",
  bpm: "fieldBpm",
  key: "fieldKey",
  isrc: "fieldIsrc",
  license: "fieldLicense",
  visibility: "fieldVisibility",
  is_downloadable: "fieldDownload",
} as const satisfies Record<FormField, string>;
