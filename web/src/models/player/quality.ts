/** `auto` or the name of a rendition, such as `aac_256` or `flac`. */
export type Quality = string;
export const AUTO: Quality = "auto";
