import { getRouteApi } from "@tanstack/react-router";
import { ArtistPage } from "../../features/catalogue/artist-page.tsx";

const route = getRouteApi("/u/$username");

export function ArtistRoutePage() {
  const { username } = route.useParams();
  return <ArtistPage key={username} username={username} />;
}
