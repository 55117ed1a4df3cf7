import { WorkerEntrypoint } from "cloudflare:workers";

/**
 * Stands for veza-api in the workerd tests. Users are named after the end of their id; tracks whose id ends in `0z` are not for
 * everybody. Events of the queue are kept, for tests to read.
 */
const blocked = new Set();
const events = [];
const asked = new Set();

export class ApiRpcEntrypoint extends WorkerEntrypoint {
  /** For tests only: a user is blocked by somebody, or blocks somebody; or not any more. */
  async block(userId, isBlocked) {
    if (isBlocked) blocked.add(userId);
    else blocked.delete(userId);
  }
  /** For tests only: what was sent to the queue about one room. */
  async eventsOf(roomId) {
    return events.filter(({ data }) => data.room_id === roomId || data.room?.id === roomId);
  }
  async jwks() {
    return { keys: [] };
  }
  async username(userId) {
    return userId.slice(-4);
  }
  async profile(userId) {
    return { user_id: userId, username: userId.slice(-4), avatar_url: null };
  }
  async blockedAmong(userId, others) {
    return blocked.has(userId) ? others : others.filter((id) => blocked.has(id));
  }
  async cards(links) {
    return links.map(({ kind, id }) =>
      id.endsWith("0z")
        ? null
        : { kind, id, title: "Low Tide", subtitle: "Maren", image_url: null, duration_ms: 200_000 },
    );
  }
  /** For tests only: whether somebody wanted this file for a message. */
  async askedFor(attachmentId) {
    return asked.has(attachmentId);
  }
  async attachments(_userId, _roomId, ids) {
    for (const id of ids) asked.add(id);
    if (ids.some((id) => id.endsWith("0z"))) return null;
    return ids.map((id) => ({
      id,
      kind: "image",
      name: "cover.png",
      mime: "image/png",
      bytes: 1000,
      url: `/chat/files/${id}`,
      thumbnail_url: null,
      width: 600,
      height: 400,
      duration_ms: null,
    }));
  }
  async unreadNotifications() {
    return 0;
  }
}

export default {
  fetch: () => new Response("not asked in these tests", { status: 500 }),
  async queue(batch) {
    for (const { body } of batch.messages) events.push(body);
  },
};
