import * as contract from "@veza/contracts/http/parties";
import type { ApiApp, Mount } from "../../app.ts";
import { openParty, readParty } from "./service.ts";

export function mountParties(app: ApiApp, mount: Mount): void {
  mount(app, contract.createParty, async ({ c, env, body, principal }) => {
    const party = await openParty(env, principal, body);
    c.header("location", `/api/v1/parties/${party.id}`);
    return party;
  });

  mount(app, contract.getParty, async ({ env, params, principal }) =>
    readParty(env, params.party_id, principal, new Date()),
  );
}
