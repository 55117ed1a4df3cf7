import { getRouteApi } from "@tanstack/react-router";
import type { Room } from "@veza/contracts/http/rooms";
import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { useState } from "react";
import { PersonCard } from "../../components/people/person-card.tsx";
import { RoomView } from "../../features/chat/room-view.tsx";
import { MembersPanel } from "../../features/room-tools/members-panel.tsx";
import { RoomHeader } from "../../features/room-tools/room-header.tsx";
import { RoomPage } from "../../features/rooms/room-page.tsx";
import { roomNameOf } from "../../models/rooms/room-name.ts";

const route = getRouteApi("/rooms/$room");

export function RoomRoutePage() {
  const { room } = route.useParams();
  const { invite, message, at } = route.useSearch();
  return (
    <RoomPage
      key={room}
      room={room}
      invite={invite ?? null}
      renderRoom={(found) => <Inside room={found} messageId={message} at={at} />}
    />
  );
}

function Inside({
  room,
  messageId,
  at,
}: {
  room: Room;
  messageId: string | undefined;
  at: number | undefined;
}) {
  const [person, setPerson] = useState<ChatAuthor | null>(null);
  return (
    <>
      <div className="h-[calc(100dvh-3.75rem-var(--bottom-space))] lg:h-[calc(100dvh-var(--bottom-space))]">
        <RoomView
          key={room.id}
          roomId={room.id}
          variant="page"
          name={roomNameOf(room, room.people)}
          at={at}
          messageId={messageId}
          onPerson={setPerson}
          header={<RoomHeader room={room} onPerson={setPerson} />}
          aside={room.kind === "direct" ? undefined : <MembersPanel onPerson={setPerson} />}
        />
      </div>
      {person ? <PersonCard person={person} onClose={() => setPerson(null)} /> : null}
    </>
  );
}
