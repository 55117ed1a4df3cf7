import { type Domain, MINUTE_MS, on } from "../../domain.ts";
import { onRoomMember, onRoomUpdated } from "./events.ts";
import { settleReservations } from "./reservations.ts";
import { mountRooms } from "./routes.ts";

export const rooms: Domain = {
  mount: mountRooms,
  handlers: [
    on("room.updated", "write room", (env, { data }) => onRoomUpdated(env, data)),
    on("room.member", "write member", (env, { id, data }) => onRoomMember(env, id, data)),
  ],
  chores: [
    {
      name: "settle reserved rooms",
      every_ms: MINUTE_MS,
      run: (env, { now, log }) => settleReservations(env, log, now),
    },
  ],
};
