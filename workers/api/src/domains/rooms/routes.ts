import * as contract from "@veza/contracts/http/rooms";
import type { ApiApp, Mount } from "../../app.ts";
import { converse } from "./conversations.ts";
import { createRoom } from "./create.ts";
import { listMyRooms, listRooms } from "./list.ts";
import {
  addMembers,
  createInvite,
  joinRoom,
  leaveRoom,
  listInvites,
  readRoom,
  revokeInvite,
} from "./service.ts";
import { openSubjectRoom, readSubjectRoom } from "./subject-rooms.ts";

export function mountRooms(app: ApiApp, mount: Mount): void {
  mount(app, contract.createRoom, async ({ c, env, body, principal }) => {
    const room = await createRoom(env, body, principal, new Date(), c.get("log"));
    c.header("location", `/api/v1/rooms/${room.id}`);
    return room;
  });

  mount(app, contract.listRooms, async ({ env, query, principal }) => listRooms(env, query, principal));

  mount(app, contract.listMyRooms, async ({ env, query, principal }) =>
    listMyRooms(env, query, principal.user_id),
  );

  mount(app, contract.getRoom, async ({ env, params, query, principal }) =>
    readRoom(env, params.room_id, query.invite, principal),
  );

  mount(app, contract.joinRoom, async ({ c, env, params, body, principal }) =>
    joinRoom(env, params.room_id, body.invite, principal, new Date(), c.get("log")),
  );

  mount(app, contract.leaveRoom, async ({ c, env, params, principal }) => {
    await leaveRoom(env, params.room_id, principal, c.get("log"));
    return undefined;
  });

  mount(app, contract.addMembers, async ({ c, env, params, body, principal }) =>
    addMembers(env, params.room_id, body.user_ids, principal, c.get("log")),
  );

  mount(app, contract.createInvite, async ({ env, params, body, principal }) =>
    createInvite(env, params.room_id, body, principal),
  );

  mount(app, contract.listInvites, async ({ env, params, principal }) => ({
    items: await listInvites(env, params.room_id, principal, new Date()),
  }));

  mount(app, contract.revokeInvite, async ({ env, params, principal }) => {
    await revokeInvite(env, params.room_id, params.code, principal);
    return undefined;
  });

  mount(app, contract.createConversation, async ({ c, env, body, principal }) => {
    const room = await converse(env, body, principal, new Date(), c.get("log"));
    c.header("location", `/api/v1/rooms/${room.id}`);
    return room;
  });

  mount(app, contract.getSubjectRoom, async ({ env, params, principal }) => {
    const subject = { kind: params.kind, id: params.subject_id };
    return { room: await readSubjectRoom(env, subject, principal, new Date()) };
  });

  mount(app, contract.openSubjectRoom, async ({ c, env, params, principal }) => {
    const subject = { kind: params.kind, id: params.subject_id };
    return openSubjectRoom(env, subject, principal, new Date(), c.get("log"));
  });
}
