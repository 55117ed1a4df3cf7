export { MyTracksPage as MyTracksRoutePage } from "../../features/my-tracks/my-tracks-page.tsx";
