import type { ChatAuthor } from "@veza/contracts/ws/chat-room";
import { useState } from "react";
import { PersonCard } from "../components/people/person-card.tsx";
import { RoomView } from "../features/chat/room-view.tsx";
import { SubjectRoom } from "../features/rooms/subject-room.tsx";
import type { SubjectKind } from "../models/rooms/calls.ts";

interface BesideRoomProps {
  kind: SubjectKind;
  subjectId: string;
  name?: string;
  /** Path of the page that it stands on. */
  here: string;
}

/** The room beside the music, with its inside for who is in it. */
export function BesideRoom({ kind, subjectId, name = "", here }: BesideRoomProps) {
  const [person, setPerson] = useState<ChatAuthor | null>(null);
  return (
    <>
      <SubjectRoom
        kind={kind}
        subjectId={subjectId}
        name={name}
        here={here}
        renderRoom={(room) => (
          <RoomView key={room.id} roomId={room.id} variant="panel" onPerson={setPerson} />
        )}
      />
      {person ? <PersonCard person={person} onClose={() => setPerson(null)} /> : null}
    </>
  );
}
