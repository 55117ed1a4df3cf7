import { getRouteApi } from "@tanstack/react-router";
import { PartyPage } from "../../features/party/party-page.tsx";
import { Volume } from "../../features/player/volume.tsx";

const route = getRouteApi("/party/$partyId");

export function PartyRoutePage() {
  const { partyId } = route.useParams();
  return <PartyPage key={partyId} partyId={partyId} volume={<Volume />} />;
}
