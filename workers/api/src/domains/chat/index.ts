import { idSchema } from "@veza/contracts/ids";
import type { Domain } from "../../domain.ts";
import { cardsOf } from "./cards.ts";

export const chat: Domain = {
  rpc: {
    async cards(env, links) {
      const known = links.slice(0, 20).map((link) => ({
        kind: link.kind,
        // What is no id of ours has no card, and must not reach a query.
        id: link.kind === "track" && idSchema("track").safeParse(link.id).success ? link.id : "",
      }));
      const asked = known.filter(({ id }) => id !== "");
      const cards = asked.length === 0 ? [] : await cardsOf(env, asked, new Date());
      return known.map(({ id }) => (id === "" ? null : (cards.shift() ?? null)));
    },
  },
};
