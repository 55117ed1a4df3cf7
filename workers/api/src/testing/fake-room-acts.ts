import type { PlatformAct, PostAnswer, PostMessage, RoomRefusal } from "@veza/contracts/chat-rpc";
import { newId } from "@veza/core/ids";

/**
 * What programs and moderators of the platform do in rooms of veza-chat: kept for tests to read; `refuse*`
 * makes the room say no.
 */
export function createFakeRoomActs(refuse: () => void) {
  const posts: PostMessage[] = [];
  const acts: PlatformAct[] = [];
  const messages = new Map<string, Extract<PostAnswer, { ok: true }>>();
  const refusals: { post: PostAnswer | null; act: ((act: PlatformAct) => RoomRefusal | null) | null } = {
    post: null,
    act: null,
  };
  return {
    posts,
    acts,
    refusals,
    rpc: {
      async postMessage(post: PostMessage): Promise<PostAnswer> {
        refuse();
        posts.push(post);
        if (refusals.post !== null) return refusals.post;
        const key = `${post.user.user_id} ${post.id}`;
        const answer = messages.get(key) ?? {
          ok: true as const,
          message_id: newId("message"),
          seq: messages.size + 1,
        };
        messages.set(key, answer);
        return answer;
      },
      async moderate(act: PlatformAct): Promise<{ ok: true } | RoomRefusal> {
        refuse();
        acts.push(act);
        return refusals.act?.(act) ?? { ok: true };
      },
    },
    clear() {
      posts.length = 0;
      acts.length = 0;
      messages.clear();
      Object.assign(refusals, { post: null, act: null });
    },
  };
}
