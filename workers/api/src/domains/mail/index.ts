import { type Domain, HOUR_MS, on } from "../../domain.ts";
import { deliverMail, forgetOldMails } from "./service.ts";

export const mail: Domain = {
  handlers: [
    on("mail.requested", "deliver mail", (env, { id, data }, { log }) => deliverMail(env, id, data, log)),
  ],
  chores: [{ name: "forget old mails", every_ms: HOUR_MS, run: (env, { now }) => forgetOldMails(env, now) }],
};
