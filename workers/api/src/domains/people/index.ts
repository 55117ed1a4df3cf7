import { UserId } from "@veza/contracts/ids";
import type { Domain } from "../../domain.ts";
import { mountPeople } from "./routes.ts";
import { companyOf } from "./service.ts";

export const people: Domain = {
  mount: mountPeople,
  rpc: {
    company: async (env, userId, others) =>
      companyOf(env, UserId.parse(userId), UserId.array().max(200).parse(others)),
  },
};
