import { isHost } from "@veza/contracts/permissions/party";
import type { PartyItem, PartyMember, PartyServerFrame, PartyTimeline } from "@veza/contracts/ws/party";

/** What a member knows of the party. */
export interface PartyView {
  id: string;
  name: string;
  host: string;
  hostName: string;
  roomId: string | null;
  me: PartyMember;
  timeline: PartyTimeline;
  queue: readonly PartyItem[];
  /** What plays, as far as the queue had shown it before; its names otherwise come from the API. */
  current: PartyItem | null;
  members: readonly PartyMember[];
  memberCount: number;
}

/** The view after a frame; frames that change nothing in it give back the same. Null until the welcome. */
export function viewAfter(view: PartyView | null, frame: PartyServerFrame): PartyView | null {
  if (frame.t === "welcome") {
    const { party, you, timeline, queue, members, member_count } = frame;
    return {
      id: party.id,
      name: party.name,
      host: party.host,
      hostName:
        party.host_username ??
        members.find((it) => it.user_id === party.host)?.username ??
        view?.hostName ??
        "",
      roomId: party.room_id,
      me: you,
      timeline,
      queue,
      current: view?.current?.item_id === timeline.item_id ? view.current : null,
      members: inOrder(members, you.user_id),
      memberCount: member_count,
    };
  }
  if (view === null) return null;
  switch (frame.t) {
    case "timeline": {
      if (frame.revision < view.timeline.revision) return view;
      const { t: _type, ...timeline } = frame;
      const known = view.queue.find((item) => item.item_id === timeline.item_id);
      const current = timeline.item_id === view.current?.item_id ? view.current : (known ?? null);
      return { ...view, timeline, current };
    }
    case "queue": {
      const mine = new Set(view.queue.filter((item) => item.voted).map((item) => item.item_id));
      const queue = frame.queue.map((item) => ({ ...item, voted: item.voted ?? mine.has(item.item_id) }));
      return { ...view, queue };
    }
    case "members": {
      const gone = new Set(frame.left);
      const changed = new Map(frame.joined.map((member) => [member.user_id, member]));
      const kept = view.members.filter((it) => !gone.has(it.user_id) && !changed.has(it.user_id));
      const members = inOrder([...kept, ...changed.values()], view.me.user_id);
      const host = frame.joined.find((member) => isHost(member.role));
      const me = changed.get(view.me.user_id) ?? view.me;
      return {
        ...view,
        host: host?.user_id ?? view.host,
        hostName: host?.username ?? view.hostName,
        me,
        members,
        memberCount: frame.member_count,
      };
    }
    case "host": {
      const roleNow = (it: PartyMember): PartyMember =>
        it.user_id === frame.user_id
          ? { ...it, role: "host" }
          : isHost(it.role)
            ? { ...it, role: "cohost" }
            : it;
      const members = inOrder(view.members.map(roleNow), view.me.user_id);
      return { ...view, host: frame.user_id, hostName: frame.username, me: roleNow(view.me), members };
    }
    default:
      return view;
  }
}

/** A vote is shown at once; the server's next queue confirms it. */
export function withVote(view: PartyView, itemId: string, vote: boolean): PartyView {
  const queue = view.queue.map((item) =>
    item.item_id !== itemId || (item.voted ?? false) === vote
      ? item
      : { ...item, voted: vote, votes: item.votes + (vote ? 1 : -1) },
  );
  return { ...view, queue };
}

const RANK = { host: 0, cohost: 1, listener: 2 } as const;

/** Host, co-hosts, oneself, then by name. */
function inOrder(members: readonly PartyMember[], me: string): PartyMember[] {
  const rank = (it: PartyMember) => RANK[it.role] * 2 + (it.user_id === me ? 0 : 1);
  return members.toSorted((a, b) => rank(a) - rank(b) || a.username.localeCompare(b.username));
}
