/**
 * `Content-Disposition` (RFC 6266) of a file with any name: `filename` for old clients, in ASCII without what
 * could end the quotes, and `filename*` (RFC 8187) with the name as it is.
 */
export function contentDisposition(how: "inline" | "attachment", name: string): string {
  const whole = name.toWellFormed();
  const ascii = whole.replaceAll(/[^\x20-\x7e]/gu, "_").replaceAll(/["\\%]/g, "_");
  const plain = `${how}; filename="${ascii}"`;
  return ascii === whole ? plain : `${plain}; filename*=UTF-8''${encodeValue(whole)}`;
}

/** `attr-char` of RFC 8187 stay, everything else is percent-encoded UTF-8. */
const encodeValue = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
