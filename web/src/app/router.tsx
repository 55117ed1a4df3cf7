import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { DiscoverPage } from "../features/catalogue/discover-page.tsx";
import { renewedAt } from "../lib/api/session-hint.ts";
import { withWords } from "../lib/i18n/i18n.ts";
import { queryClient } from "../lib/query-client.ts";
import { trackQuery } from "../models/tracks/calls.ts";
import { Crash } from "./crash.tsx";
import { NotFound } from "./not-found.tsx";
import { requireSession, type SignInSearch } from "./session-gate.ts";
import { Shell } from "./shell.tsx";

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Crash });

const discover = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: DiscoverPage,
});

const track = createRoute({
  getParentRoute: () => rootRoute,
  path: "/tracks/$trackId",
  // Started with the click; the page shows its own states.
  loader: ({ params }) => void queryClient.prefetchQuery(trackQuery(params.trackId)),
  component: lazyRouteComponent(() => withWords(import("./pages/track.tsx")), "TrackRoutePage"),
});

const artist = createRoute({
  getParentRoute: () => rootRoute,
  path: "/u/$username",
  component: lazyRouteComponent(() => withWords(import("./pages/artist.tsx")), "ArtistRoutePage"),
});

const upload = createRoute({
  getParentRoute: () => rootRoute,
  path: "/upload",
  beforeLoad: ({ location }) => requireSession(renewedAt() !== null, location.href),
  component: lazyRouteComponent(() => withWords(import("./pages/upload.tsx")), "UploadRoutePage"),
});

const myTracks = createRoute({
  getParentRoute: () => rootRoute,
  path: "/my-tracks",
  beforeLoad: ({ location }) => requireSession(renewedAt() !== null, location.href),
  component: lazyRouteComponent(() => withWords(import("./pages/my-tracks.tsx")), "MyTracksRoutePage"),
});

/** Only paths of this site: an address in the query must not send anybody elsewhere. */
function readNext(search: Record<string, unknown>): SignInSearch {
  const { next } = search;
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? { next } : {};
}

const signIn = createRoute({
  getParentRoute: () => rootRoute,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { next?: string; link?: string } => ({
    ...readNext(search),
    ...(typeof search.link === "string" ? { link: search.link } : {}),
  }),
  component: lazyRouteComponent(() => withWords(import("./pages/sign-in.tsx")), "SignInRoutePage"),
});

const register = createRoute({
  getParentRoute: () => rootRoute,
  path: "/register",
  validateSearch: readNext,
  component: lazyRouteComponent(() => withWords(import("./pages/register.tsx")), "RegisterRoutePage"),
});

const verifyEmail = createRoute({
  getParentRoute: () => rootRoute,
  path: "/verify-email",
  validateSearch: ({ token }: Record<string, unknown>): { token?: string } =>
    typeof token === "string" || typeof token === "number" ? { token: String(token) } : {},
  component: lazyRouteComponent(() => withWords(import("./pages/verify-email.tsx")), "VerifyEmailRoutePage"),
});

const settings = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings",
  component: lazyRouteComponent(() => withWords(import("./pages/settings.tsx")), "SettingsRoutePage"),
});

const history = createRoute({
  getParentRoute: () => rootRoute,
  path: "/history",
  beforeLoad: ({ location }) => requireSession(renewedAt() !== null, location.href),
  component: lazyRouteComponent(() => withWords(import("./pages/history.tsx")), "HistoryRoutePage"),
});

const quality = createRoute({
  getParentRoute: () => rootRoute,
  path: "/admin/quality",
  component: lazyRouteComponent(() => withWords(import("./pages/quality.tsx")), "QualityRoutePage"),
});

const party = createRoute({
  getParentRoute: () => rootRoute,
  path: "/party/$partyId",
  component: lazyRouteComponent(() => withWords(import("./pages/party.tsx")), "PartyRoutePage"),
});

const rooms = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rooms",
  component: lazyRouteComponent(() => withWords(import("./pages/rooms.tsx")), "RoomsRoutePage"),
});

const directory = createRoute({
  getParentRoute: () => rooms,
  path: "/",
  component: lazyRouteComponent(() => withWords(import("./pages/rooms.tsx")), "DirectoryRoutePage"),
});

/** `invite` opens a private room; `message` (its id) or `at` (its seq) is a message to show. */
function readRoomSearch(search: Record<string, unknown>): { invite?: string; message?: string; at?: number } {
  const { invite, message, at } = search;
  return {
    ...(typeof invite === "string" || typeof invite === "number" ? { invite: String(invite) } : {}),
    ...(typeof message === "string" ? { message } : {}),
    ...(typeof at === "number" ? { at } : {}),
  };
}

const room = createRoute({
  getParentRoute: () => rooms,
  path: "$room",
  validateSearch: readRoomSearch,
  component: lazyRouteComponent(() => withWords(import("./pages/room.tsx")), "RoomRoutePage"),
});

const reports = createRoute({
  getParentRoute: () => rootRoute,
  path: "/moderation",
  component: lazyRouteComponent(() => withWords(import("./pages/reports.tsx")), "ReportsRoutePage"),
});

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    discover,
    track,
    artist,
    upload,
    myTracks,
    signIn,
    register,
    verifyEmail,
    settings,
    history,
    quality,
    party,
    rooms.addChildren([directory, room]),
    reports,
  ]),
  defaultPreload: "intent",
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Crash,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
