import { getRouteApi } from "@tanstack/react-router";
import { PartyPage } from "../../features/party/party-page.tsx";
import { Volume } from "../../features/player/volume.tsx";
import { LazyBesideRoom } from "../lazy-beside-room.tsx";

const route = getRouteApi("/party/$partyId");

export function PartyRoutePage() {
  const { partyId } = route.useParams();
  return (
    <PartyPage
      key={partyId}
      partyId={partyId}
      volume={<Volume />}
      chat={<LazyBesideRoom kind="party" subjectId={partyId} here={`/party/${partyId}`} />}
    />
  );
}
