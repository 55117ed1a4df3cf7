import { getRouteApi } from "@tanstack/react-router";
import { TrackPage } from "../../features/catalogue/track-page.tsx";
import { LazyBesideRoom } from "../lazy-beside-room.tsx";

const route = getRouteApi("/tracks/$trackId");

export function TrackRoutePage() {
  const { trackId } = route.useParams();
  return (
    <TrackPage
      key={trackId}
      trackId={trackId}
      renderRoom={() => <LazyBesideRoom kind="track" subjectId={trackId} here={`/tracks/${trackId}`} />}
    />
  );
}
