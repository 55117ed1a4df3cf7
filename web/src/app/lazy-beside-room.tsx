import { lazy, Suspense } from "react";
import { withWords } from "../lib/i18n/i18n.ts";
import type { SubjectKind } from "../models/rooms/calls.ts";

const BesideRoom = lazy(() =>
  withWords(import("./beside-room.tsx")).then((it) => ({ default: it.BesideRoom })),
);

/** `BesideRoom`, fetched after the music's page stands. */
export function LazyBesideRoom(props: { kind: SubjectKind; subjectId: string; name?: string; here: string }) {
  return (
    <Suspense fallback={null}>
      <BesideRoom {...props} />
    </Suspense>
  );
}
