import { WorkerEntrypoint } from "cloudflare:workers";

/**
 * Stands for veza-api in the workerd tests. Users are named after the end of their id; tracks whose id ends
 * in `0z` are not for everybody; `0g` has a picture behind a grant, `0p` one that is open; files whose id
 * ends in `0n` are no pictures. Events of the queue are kept, for tests to read.
 */
const pictureOf = (id) =>
  id.endsWith("0g")
    ? `/stream/hls/g1.of-somebody.signature/${id}/a1/600.jpg`
    : id.endsWith("0p")
      ? `/stream/hls/public/${id}/a1/600.jpg`
      : null;
const blocked = new Set();
const unverified = new Set();
const events = [];
const asked = new Set();

export class ApiRpcEntrypoint extends WorkerEntrypoint {
  /** For tests only: a user is blocked by everybody else; or not any more. */
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
  /** For tests only: an account without a verified address; or with one again. */
  async unverify(userId, isUnverified) {
    if (isUnverified) unverified.add(userId);
    else unverified.delete(userId);
  }
  async company(userId, others) {
    return {
      is_verified: !unverified.has(userId),
      blocked_by: blocked.has(userId) ? others : [],
      blocks: others.filter((id) => blocked.has(id)),
    };
  }
  async cards(links) {
    return links.map(({ kind, id }) =>
      id.endsWith("0z")
        ? null
        : { kind, id, title: "Low Tide", subtitle: "Maren", image_url: pictureOf(id), duration_ms: 200_000 },
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
      url: `/api/v1/attachments/${id}/original`,
      thumbnail_url: id.endsWith("0n") ? null : `/api/v1/attachments/${id}/thumbnail`,
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
