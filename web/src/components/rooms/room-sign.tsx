import type { ChatAuthor, RoomInfo } from "@veza/contracts/ws/chat-room";
import { Hash, Lock, Users } from "lucide-react";
import { sleeveArtOf } from "../../lib/sleeve-art.ts";
import { Monogram } from "../../ui/monogram.tsx";

interface RoomSignProps {
  room: Pick<RoomInfo, "id" | "kind" | "visibility" | "avatar_url">;
  /** Of a conversation: the others. */
  people: readonly ChatAuthor[];
  className?: string;
}

/** A room's picture, or a sign in a colour of its own; of a conversation the other one's face. Decorative. */
export function RoomSign({ room, people, className = "size-11" }: RoomSignProps) {
  const [other] = people;
  if (room.kind === "direct" && other) return <Monogram name={other.username} className={className} />;
  if (room.avatar_url !== null)
    return <img src={room.avatar_url} alt="" className={`shrink-0 rounded-2xl object-cover ${className}`} />;
  const { palette } = sleeveArtOf(room.id);
  const Icon = room.kind === "group" ? Users : room.visibility === "private" ? Lock : Hash;
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center rounded-2xl ${className}`}
      style={{ background: `oklch(0.83 0.09 ${palette.hue})`, color: `oklch(0.27 0.06 ${palette.hue})` }}
    >
      <Icon className="size-[45%]" strokeWidth={2.4} />
    </span>
  );
}
