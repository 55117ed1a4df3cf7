import { WorkerEntrypoint } from "cloudflare:workers";

const person = (user_id) => ({ user_id, username: user_id.slice(-12), avatar_url: null });

/** Stands for veza-api in the benches. */
export class ApiRpcEntrypoint extends WorkerEntrypoint {
  async jwks() {
    return JSON.parse(this.env.BENCH_JWKS);
  }
  async profile(user_id) {
    return person(user_id);
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
/** The bench has no directory to keep. */
export class EventsQueue extends WorkerEntrypoint {
  async send() {}
}
export class RateLimit extends WorkerEntrypoint {
  async limit() {
    return { success: true };
  }
}

/** Makes rooms with members, which is another Worker's work. */
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url);
    const { room_id, owner, users } = await request.json();
    if (pathname === "/room")
      await env.CHAT_RPC.createRoom({
        room_id,
        kind: "room",
        visibility: "public",
        name: "Bench",
        owner: person(owner),
      });
    else if (pathname === "/members")
      await Promise.all(users.map((id) => env.CHAT_RPC.joinRoom({ room_id, user: person(id) })));
    else if (pathname === "/lives") return Response.json(await env.CHAT_RPC.livesOf(room_id));
    else if (pathname === "/metrics") return new Response(await env.CHAT_RPC.metrics());
    return Response.json({});
  },
};
