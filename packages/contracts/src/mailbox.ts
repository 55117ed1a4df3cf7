/** A mailbox in its one spelling. */
export interface Mailbox {
  /** As RFC 5321 writes it: quoted only where it must be. */
  local: string;
  /** Lower case, A-labels (`xn--…`). */
  domain: string;
}

/** RFC 5321 §4.5.3.1: of the local part; of a path without its angle brackets. */
const MAX_LOCAL = 64;
const MAX_MAILBOX = 254;
const ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
const DOT_STRING = new RegExp(`^${ATOM}(?:\\.${ATOM})*$`);
/** qtextSMTP and quoted-pairSMTP: printable ASCII and spaces. */
const QUOTED = /^"((?:[ !#-[\]-~]|\\[ -~])*)"$/;
const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
/** What a host can't hold, but an URL would read as something else. */
const NO_HOST = /[\s/?#@:\\%[\]^|<>`{}"]/u;

/**
 * Reads an e-mail address as RFC 5321 §4.1.2 writes one, with domains of any script (IDNA by UTS 46, as
 * browsers do it). The domain is a name of two labels or more; an address literal (`[192.0.2.1]`) is none
 * that anybody is reached at here. A quoted local part that needs no quotes loses them, for both name the
 * same mailbox.
 * @returns null where it is no address
 */
export function parseMailbox(text: string): Mailbox | null {
  const at = text.lastIndexOf("@");
  if (at < 1) return null;
  const local = readLocal(text.slice(0, at));
  const domain = readDomain(text.slice(at + 1));
  if (local === null || domain === null || local.length > MAX_LOCAL) return null;
  return local.length + 1 + domain.length > MAX_MAILBOX ? null : { local, domain };
}

function readLocal(text: string): string | null {
  if (DOT_STRING.test(text)) return text;
  const content = QUOTED.exec(text)?.[1]?.replaceAll(/\\(.)/g, "$1");
  if (content === undefined) return null;
  return DOT_STRING.test(content) ? content : `"${content.replaceAll(/["\\]/g, "\\$&")}"`;
}

function readDomain(text: string): string | null {
  const address = `http://${text}/`;
  if (text === "" || NO_HOST.test(text) || !URL.canParse(address)) return null;
  const domain = new URL(address).hostname;
  const labels = domain.split(".");
  const isName =
    labels.length >= 2 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1) ?? "");
  return isName && domain.length <= 253 ? domain : null;
}
