import { useNavigate } from "@tanstack/react-router";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { ChatRoomContext, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { takeRoom } from "../../models/chat/browser-room.ts";
import type { ChatRoom } from "../../models/chat/chat-room.ts";
import { Announcer } from "./announcer.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { Conversation } from "./conversation.tsx";
import { Dialogs } from "./dialogs.tsx";
import { PinsPanel } from "./pins-panel.tsx";
import { RefusedRoom } from "./refused-room.tsx";
import { RoomBar } from "./room-bar.tsx";
import { createRoomUi, RoomUiContext, useRoomUi, useUi } from "./room-ui.tsx";
import { SearchPanel } from "./search-panel.tsx";
import { SidePanelFrame } from "./side-panel.tsx";
import { ThreadPanel } from "./thread-panel.tsx";

export interface RoomViewProps {
  roomId: string;
  /**
   * Both fill their container, which has a height. A `page` is wide enough for threads, search and members
   * beside what is said.
   */
  variant: "page" | "panel";
  /** What a conversation without a name is called: the others in it. */
  name?: string | undefined;
  /** Seq of a message to show. */
  at?: number | undefined;
  /** Id of a message to show. */
  messageId?: string | undefined;
  /** Stands at the left of the room's bar, before presence, search and pins; the room's name unless given. */
  header?: ReactNode;
  /** Stands at the right on wide screens while no thread, search or pins are open. */
  aside?: ReactNode;
  /** Somebody's name was chosen; without it names lead to their page. */
  onPerson?: ((person: ChatAuthor) => void) | undefined;
}

/**
 * The inside of a room: what is said, what one says, and what stands beside. `useChatRoom()` works in
 * `header` and `aside`.
 */
export function RoomView(props: RoomViewProps) {
  const { roomId } = props;
  const [room, setRoom] = useState<ChatRoom | null>(null);
  useEffect(() => {
    const taken = takeRoom(roomId);
    setRoom(taken.room);
    return () => taken.release();
  }, [roomId]);
  if (room === null || room.roomId !== roomId) return null;
  return (
    <ChatRoomContext value={room}>
      <Inside key={roomId} room={room} {...props} />
    </ChatRoomContext>
  );
}

function Inside({
  room,
  variant,
  at,
  messageId,
  header,
  aside,
  onPerson,
  name,
}: RoomViewProps & { room: ChatRoom }) {
  const { t } = useWords();
  const navigate = useNavigate();
  const person = useRef(onPerson);
  person.current = onPerson;
  const ui = useMemo(
    () =>
      createRoomUi(room, (author) => {
        if (person.current) person.current(author);
        else void navigate({ to: "/u/$username", params: { username: author.username } });
      }),
    [room, navigate],
  );
  const phase = useRoom((state) => state.phase);
  const isIn = useRoom((state) => state.main.isLoaded);

  // The address names a message.
  useEffect(() => {
    if (!isIn || (at === undefined && messageId === undefined)) return;
    const target = messageId === undefined ? { seq: at ?? 0 } : { messageId };
    void ui.show(target).then((isShown) => {
      if (!isShown) toast(t("chat.missing"));
    });
  }, [ui, isIn, at, messageId, t]);

  return (
    <RoomUiContext value={ui}>
      <div className="relative flex h-full min-h-0">
        <div className="flex min-h-0 min-w-0 grow flex-col">
          <RoomBar header={header} />
          {phase === "refused" ? (
            <RefusedRoom />
          ) : (
            <>
              <ConnectionLine />
              <RoomConversation
                isMain={variant === "page" && at === undefined && messageId === undefined}
                fallback={name ?? ""}
              />
            </>
          )}
        </div>
        {phase === "refused" ? null : <Beside aside={aside} isWide={variant === "page"} />}
      </div>
      <Announcer />
      <Dialogs />
    </RoomUiContext>
  );
}

function RoomConversation({ isMain, fallback }: { isMain: boolean; fallback: string }) {
  const { t } = useWords();
  const room = useRoom((state) => state.room);
  const name = room?.name || fallback;
  const isDirect = room?.kind === "direct";
  return (
    <Conversation
      thread={null}
      isMain={isMain}
      listLabel={t("chat.messages")}
      writeLabel={name === "" ? t("chat.title") : t("chat.write", { name })}
      beginning={
        <div className="px-5 pt-10 pb-2">
          <p className="text-2xl font-extrabold tracking-[-0.022em]">
            {isDirect || name === "" ? t("chat.beginningDirect") : t("chat.beginning", { name })}
          </p>
          <p className="pt-1 text-ink-2">{room?.topic || t("chat.beginningHint")}</p>
        </div>
      }
    />
  );
}

function Beside({ aside, isWide }: { aside: ReactNode; isWide: boolean }) {
  const { t } = useWords();
  const ui = useRoomUi();
  const panel = useUi((state) => state.panel);
  const close = () => ui.store.setState({ panel: null });
  if (panel === null)
    return aside && isWide ? (
      <div className="hidden min-h-0 w-72 shrink-0 overflow-y-auto border-l border-line xl:block">
        {aside}
      </div>
    ) : null;
  const title = { thread: t("chat.thread"), search: t("chat.search"), pins: t("chat.pins") }[panel.t];
  return (
    <SidePanelFrame
      key={panel.t === "thread" ? panel.id : panel.t}
      title={title}
      onClose={close}
      isWide={isWide}
    >
      {panel.t === "thread" ? <ThreadPanel messageId={panel.id} /> : null}
      {panel.t === "search" ? <SearchPanel isWide={isWide} /> : null}
      {panel.t === "pins" ? <PinsPanel isWide={isWide} /> : null}
    </SidePanelFrame>
  );
}
