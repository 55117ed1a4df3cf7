import { type Domain, on } from "../../domain.ts";
import { mountReports } from "./routes.ts";
import { ADD_REPORT, onMessageReported } from "./service.ts";

export const reports: Domain = {
  mount: mountReports,
  handlers: [
    on("message.reported", ADD_REPORT, (env, event, { now }) =>
      onMessageReported(env, event, event.data, now),
    ),
  ],
};
