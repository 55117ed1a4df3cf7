import { Menu } from "@base-ui/react/menu";
import { canInRoom, isOrdinaryMember, outranks } from "@veza/contracts/permissions/room";
import type { ChatMember } from "@veza/contracts/ws/chat-room";
import { Ellipsis } from "lucide-react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import type { Acknowledged } from "../../models/chat/reply.ts";
import { mayActOn } from "../../models/rooms/powers.ts";
import type { Act } from "./act-dialog.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

const ITEM =
  "flex min-h-11 cursor-pointer items-center rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";

interface MemberMenuProps {
  member: ChatMember;
  isMuted: boolean;
  onAct: (act: Act) => void;
  /** Something was carried out at once. */
  onDone: () => void;
}

/** What a moderator can do about a member; nothing for those who can't do anything. */
export function MemberMenu({ member, isMuted, onAct, onDone }: MemberMenuProps) {
  const { t } = useWords();
  const room = useChatRoom();
  const you = useRoom((state) => state.you);
  const kind = useRoom((state) => state.room?.kind ?? "room");
  const refuse = useRefusalToast();
  if (you === null || you.user_id === member.user_id || !mayActOn(you.role, kind, member.role)) return null;
  const { user_id, role } = member;
  const now = (asked: Promise<Acknowledged>) => void asked.then((answer) => refuse(answer) && onDone());
  const mayPromote = outranks(you.role, "moderator") && outranks("moderator", role);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("members.options", { name: member.username })}
        className="grid size-11 shrink-0 place-items-center rounded-full text-ink-3 hover:text-ink data-popup-open:text-ink"
      >
        <Ellipsis className="size-5" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-60" sideOffset={4} align="end" collisionPadding={12}>
          <Menu.Popup className="pop min-w-56 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            {mayPromote ? (
              <Menu.Item className={ITEM} onClick={() => now(room.setRole(user_id, "moderator"))}>
                {t("members.makeModerator")}
              </Menu.Item>
            ) : null}
            {isOrdinaryMember(role) ? (
              <Menu.Item className={ITEM} onClick={() => now(room.setRole(user_id, "read_only"))}>
                {t("members.makeReadOnly")}
              </Menu.Item>
            ) : (
              <Menu.Item className={ITEM} onClick={() => now(room.setRole(user_id, "member"))}>
                {t("members.makeMember")}
              </Menu.Item>
            )}
            {isMuted ? (
              <Menu.Item className={ITEM} onClick={() => now(room.unmute(user_id))}>
                {t("members.unmute")}
              </Menu.Item>
            ) : (
              <Menu.Item className={ITEM} onClick={() => onAct("mute")}>
                {t("members.mute")}
              </Menu.Item>
            )}
            <Menu.Item className={ITEM} onClick={() => onAct("purge")}>
              {t("members.purge")}
            </Menu.Item>
            <Menu.Separator className="mx-3 my-1.5 h-px bg-line" />
            <Menu.Item className={`${ITEM} text-danger`} onClick={() => onAct("kick")}>
              {t("members.kick")}
            </Menu.Item>
            <Menu.Item className={`${ITEM} text-danger`} onClick={() => onAct("ban")}>
              {t("members.ban")}
            </Menu.Item>
            {canInRoom(you.role, kind, "hand_over") && member.is_bot !== true ? (
              <>
                <Menu.Separator className="mx-3 my-1.5 h-px bg-line" />
                <Menu.Item className={ITEM} onClick={() => onAct("handOver")}>
                  {t("members.handOver")}
                </Menu.Item>
              </>
            ) : null}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
