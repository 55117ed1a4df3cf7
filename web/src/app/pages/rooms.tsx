import { Outlet, useParams } from "@tanstack/react-router";
import { RoomsLayout } from "../../features/rooms/rooms-layout.tsx";

/** One's rooms beside whichever page of rooms is open. */
export function RoomsRoutePage() {
  const { room } = useParams({ strict: false });
  return (
    <RoomsLayout isInRoom={room !== undefined}>
      <Outlet />
    </RoomsLayout>
  );
}

export { Directory as DirectoryRoutePage } from "../../features/rooms/directory.tsx";
