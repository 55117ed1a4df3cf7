import { Menu } from "@base-ui/react/menu";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Room } from "@veza/contracts/http/rooms";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { ArrowLeft, Bell, BellOff, Ellipsis, LogOut, Settings2, UserPlus, UsersRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { RoomSign } from "../../components/rooms/room-sign.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { moderates } from "../../models/rooms/powers.ts";
import { roomNameOf } from "../../models/rooms/room-name.ts";
import { IconButton } from "../../ui/button.tsx";
import { Modal } from "../../ui/modal.tsx";
import { AddPeopleDialog } from "./add-people-dialog.tsx";
import { LeaveDialog } from "./leave-dialog.tsx";
import { MembersPanel } from "./members-panel.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

const ManageDialog = lazy(() => import("./manage-dialog.tsx").then((it) => ({ default: it.ManageDialog })));

const ITEM =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";

interface RoomHeaderProps {
  room: Room;
  onPerson: (person: ChatAuthor) => void;
}

/** The bar over a room: what it is, and what one can do with it as a whole. */
export function RoomHeader({ room, onPerson }: RoomHeaderProps) {
  const { t } = useWords();
  const navigate = useNavigate();
  const info = useRoom((state) => state.room) ?? room;
  const [dialog, setDialog] = useState<"members" | "manage" | "add" | "leave" | null>(null);
  const close = () => setDialog(null);
  const name = roomNameOf(info, room.people);
  return (
    <div className="flex min-w-0 grow items-center gap-3">
      <IconButton
        label={t("rooms.back")}
        className="-ml-2 lg:hidden"
        onClick={() => void navigate({ to: "/rooms" })}
      >
        <ArrowLeft className="size-5" aria-hidden="true" />
      </IconButton>
      <RoomSign room={info} people={room.people} className="size-10 text-base" />
      <div className="min-w-0 grow">
        <h1 className="truncate leading-tight font-bold">
          {room.kind === "direct" && room.people[0] ? (
            <button
              type="button"
              className="max-w-full truncate"
              onClick={() => room.people[0] && onPerson(room.people[0])}
            >
              {name}
            </button>
          ) : (
            name
          )}
        </h1>
        {info.topic === "" ? (
          <Subject room={room} />
        ) : (
          <p className="truncate text-sm text-ink-2" title={info.topic}>
            {info.topic}
          </p>
        )}
      </div>
      <RoomMenu room={room} onOpen={setDialog} />
      {dialog === "members" ? (
        <Modal isOpen onClose={close} title={name}>
          <div className="-mx-4 h-[60dvh]">
            <MembersPanel onPerson={onPerson} />
          </div>
        </Modal>
      ) : null}
      {dialog === "add" ? <AddPeopleDialog roomId={room.id} onClose={close} /> : null}
      {dialog === "leave" ? <LeaveDialog roomId={room.id} name={name} onClose={close} /> : null}
      {dialog === "manage" ? (
        <Suspense fallback={null}>
          <ManageDialog onClose={close} />
        </Suspense>
      ) : null}
    </div>
  );
}

/** What the room stands beside. */
function Subject({ room }: { room: Room }) {
  const { t } = useWords();
  const { subject } = room;
  const link = "truncate text-sm text-ink-2 underline decoration-1 underline-offset-4 hover:text-ink";
  if (subject?.kind === "track") {
    return (
      <Link to="/tracks/$trackId" params={{ trackId: subject.id }} className={link}>
        {t("beside.toTrack")}
      </Link>
    );
  }
  if (subject?.kind === "party") {
    return (
      <Link to="/party/$partyId" params={{ partyId: subject.id }} className={link}>
        {t("beside.toParty")}
      </Link>
    );
  }
  return null;
}

function RoomMenu({
  room,
  onOpen,
}: {
  room: Room;
  onOpen: (dialog: "members" | "manage" | "add" | "leave") => void;
}) {
  const { t } = useWords();
  const chat = useChatRoom();
  const refuse = useRefusalToast();
  const you = useRoom((state) => state.you) ?? room.you;
  const icon = "size-4.5 text-ink-3";
  const isQuiet = you?.quiet === true;
  const mayManage = moderates(you?.role, room.kind);
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("manage.menu")}
        className="grid size-11 shrink-0 place-items-center rounded-full text-ink-2 transition-colors hover:bg-raised hover:text-ink data-popup-open:bg-raised"
      >
        <Ellipsis className="size-5" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-50" sideOffset={4} align="end" collisionPadding={12}>
          <Menu.Popup className="pop min-w-60 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            <Menu.Item className={ITEM} onClick={() => onOpen("members")}>
              <UsersRound className={icon} aria-hidden="true" /> {t("members.title")}
            </Menu.Item>
            {room.kind === "group" ? (
              <Menu.Item className={ITEM} onClick={() => onOpen("add")}>
                <UserPlus className={icon} aria-hidden="true" /> {t("members.add")}
              </Menu.Item>
            ) : null}
            <Menu.Item
              className={ITEM}
              onClick={() => void chat.setQuiet(!isQuiet).then((answer) => refuse(answer))}
            >
              {isQuiet ? (
                <Bell className={icon} aria-hidden="true" />
              ) : (
                <BellOff className={icon} aria-hidden="true" />
              )}
              {t(isQuiet ? "manage.loud" : "manage.quiet")}
            </Menu.Item>
            {mayManage ? (
              <Menu.Item className={ITEM} onClick={() => onOpen("manage")}>
                <Settings2 className={icon} aria-hidden="true" /> {t("manage.open")}
              </Menu.Item>
            ) : null}
            {room.kind === "direct" ? null : (
              <Menu.Item className={ITEM} onClick={() => onOpen("leave")}>
                <LogOut className={icon} aria-hidden="true" /> {t("rooms.leave")}
              </Menu.Item>
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
