import { WorkerEntrypoint } from "cloudflare:workers";

/** Stands before veza-chat in the bench: makes rooms with members, which is another Worker's work, and hands sockets on. */
export class ApiRpcEntrypoint extends WorkerEntrypoint {
  async jwks() {
    return JSON.parse(this.env.BENCH_JWKS);
  }
  async profile(user_id) {
    return { user_id, username: user_id.slice(-12), avatar_url: null };
  }
  async blockedAmong() {
    return [];
  }
  async cards(links) {
    return links.map(() => null);
  }
  async attachments() {
    return null;
  }
  async unreadNotifications() {
    return 0;
  }
}

export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    if (pathname !== "/bench/room") return env.CHAT.fetch(request);
    const { room_id, users } = await request.json();
    const person = (user_id) => ({ user_id, username: user_id.slice(-12), avatar_url: null });
    const [owner, ...others] = users;
    await env.CHAT_RPC.createRoom({
      room_id,
      kind: "room",
      visibility: "public",
      name: "Bench",
      owner: person(owner),
    });
    // In parts: a Worker has so many calls under way at once.
    for (let i = 0; i < others.length; i += 50)
      await Promise.all(
        others.slice(i, i + 50).map((id) => env.CHAT_RPC.joinRoom({ room_id, user: person(id) })),
      );
    return Response.json({});
  },
  // Events of rooms: the bench has no directory to keep.
  async queue() {},
};
