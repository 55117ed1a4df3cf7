import { domainToUnicode } from "node:url";
import { parseMailbox } from "@veza/contracts/mailbox";
import { AppError } from "@veza/worker-kit/app-error";

/**
 * The one spelling that an address is kept and looked up in: lower case, the domain as A-labels. (RFC 5321
 * lets a host tell capitals of the local part apart; none that people write from does.) Throws
 * `validation_failed` for what is no address.
 */
export function canonicalAddress(text: string): string {
  const mailbox = parseMailbox(text);
  if (mailbox === null)
    throw new AppError("validation_failed", {
      errors: [{ pointer: "/email", code: "invalid_format", message: "This is no e-mail address." }],
    });
  return `${mailbox.local.toLowerCase()}@${mailbox.domain}`;
}

/** An address as its owner reads it: the domain in its own script. */
export function shownAddress(canonical: string): string {
  const at = canonical.lastIndexOf("@");
  const domain = canonical.slice(at + 1);
  // What the runtime can't turn back is shown as it is kept.
  return `${canonical.slice(0, at)}@${domainToUnicode(domain) || domain}`;
}
