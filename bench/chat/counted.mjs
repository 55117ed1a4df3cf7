import { ChatRoom as Room, ChatRpcEntrypoint as Rpc } from "worker.js";

export { default, Inbox } from "worker.js";

/** How often each room's object was made in this process. */
const born = new Map();

/** The room as it is, which says beside that in which life it is. */
export class ChatRoom extends Room {
  #life = crypto.randomUUID();

  constructor(ctx, env) {
    super(ctx, env);
    const name = String(ctx.id);
    born.set(name, (born.get(name) ?? 0) + 1);
  }
  async life() {
    return { born: born.get(String(this.ctx.id)), life: this.#life };
  }
}

export class ChatRpcEntrypoint extends Rpc {
  async livesOf(roomId) {
    const { ROOMS } = this.env;
    return ROOMS.get(ROOMS.idFromName(roomId)).life();
  }
}
