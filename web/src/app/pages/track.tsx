import { getRouteApi } from "@tanstack/react-router";
import { TrackPage } from "../../features/catalogue/track-page.tsx";

const route = getRouteApi("/tracks/$trackId");

export function TrackRoutePage() {
  const { trackId } = route.useParams();
  return <TrackPage key={trackId} trackId={trackId} />;
}
