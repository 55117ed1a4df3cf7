import { getRouteApi } from "@tanstack/react-router";
import { ArtistPage } from "../../features/catalogue/artist-page.tsx";
import { LazyBesideRoom } from "../lazy-beside-room.tsx";

const route = getRouteApi("/u/$username");

export function ArtistRoutePage() {
  const { username } = route.useParams();
  return (
    <ArtistPage
      key={username}
      username={username}
      renderRoom={(artistId) => (
        <LazyBesideRoom kind="artist" subjectId={artistId} name={username} here={`/u/${username}`} />
      )}
    />
  );
}
