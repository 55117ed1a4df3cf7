import { Menu } from "@base-ui/react/menu";
import type { ChatMember } from "@veza/contracts/ws/chat-room";
import { Ellipsis } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Acknowledged } from "../../lib/chat/reply.ts";
import { useChatRoom, useRoom } from "../../lib/chat/room-context.tsx";
import type { Act } from "./act-dialog.tsx";
import { mayActOn } from "./powers.ts";
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
  const { t } = useTranslation();
  const room = useChatRoom();
  const you = useRoom((state) => state.you);
  const kind = useRoom((state) => state.room?.kind ?? "room");
  const refuse = useRefusalToast();
  if (you === null || you.user_id === member.user_id || !mayActOn(you.role, kind, member.role)) return null;
  const { user_id, role } = member;
  const now = (asked: Promise<Acknowledged>) => void asked.then((answer) => refuse(answer) && onDone());
  const isOwner = you.role === "owner";
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
            {isOwner && role !== "moderator" ? (
              <Menu.Item className={ITEM} onClick={() => now(room.setRole(user_id, "moderator"))}>
                {t("members.makeModerator")}
              </Menu.Item>
            ) : null}
            {role === "member" ? (
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
            {isOwner && member.is_bot !== true ? (
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
