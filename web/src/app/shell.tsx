import { Link, Outlet, useRouterState } from "@tanstack/react-router";
import { WifiOff } from "lucide-react";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useStore } from "zustand";
import { useMe } from "../components/account/use-session.ts";
import { withWords } from "../lib/i18n/i18n.ts";
import { useWords } from "../lib/i18n/use-words.ts";
import { useOnline } from "../lib/use-online.ts";
import { openPartyStore } from "../models/party/open-party.ts";
import { warmUp } from "../models/player/commands.ts";
import { playerStore } from "../models/player/store.ts";
import { LogoMark } from "../ui/logo.tsx";
import { ToastRegion } from "../ui/toast-region.tsx";
import { AccountCorner, SideNavigation, TabBar } from "./navigation.tsx";

const PlayerBar = lazy(() =>
  withWords(import("../features/player/player-bar.tsx")).then((it) => ({ default: it.PlayerBar })),
);
const PlayerKeys = lazy(() =>
  import("../features/player/player-keys.tsx").then((it) => ({ default: it.PlayerKeys })),
);
const PartyStrip = lazy(() =>
  withWords(import("./party-strip.tsx")).then((it) => ({ default: it.PartyStrip })),
);
const LiveInbox = lazy(() => withWords(import("./live-inbox.tsx")).then((it) => ({ default: it.LiveInbox })));

/** What stays while pages change: navigation, player, live connection, messages. */
export function Shell() {
  const { t } = useWords();
  const isOnline = useOnline();
  const { data: me } = useMe();
  const party = useStore(openPartyStore, (state) => state.party);
  // A room says itself that the line is away; it fills the screen and has no place for a second word.
  const isInRoom = useRouterState({ select: ({ location }) => location.pathname.startsWith("/rooms/") });
  // A party borrows the one audio element: until the listener plays something of their own, its strip stands
  // there.
  const isLent = party !== null && !party.isAway;
  const hasQueue = useStore(playerStore, (state) => state.queue.items.length > 0);
  const hasPlayer = hasQueue && !isLent;
  // The first music may still be on its way: its keys count from the click on.
  const isSteerable =
    useStore(playerStore, (state) => state.queue.items.length > 0 || state.status !== "idle") && !isLent;
  const main = useFocusAfterNavigation();

  useEffect(() => {
    document.documentElement.classList.toggle("has-player", hasPlayer || isLent);
  }, [hasPlayer, isLent]);
  useEffect(() => {
    const idle = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 1500));
    idle(() => void warmUp());
  }, []);

  return (
    <>
      <a
        href="#main"
        className="fixed top-3 left-3 z-70 -translate-y-20 rounded-full bg-ink px-5 py-3 font-semibold text-bg focus:translate-y-0"
      >
        {t("app.skip")}
      </a>
      <div className="lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <header className="sticky top-0 z-30 flex h-15 items-center justify-between bg-bg/92 px-4 backdrop-blur-md lg:hidden">
          <Wordmark />
          <AccountCorner />
        </header>
        <SideNavigation wordmark={<Wordmark />} />
        <main
          id="main"
          ref={main}
          tabIndex={-1}
          className={
            isInRoom ? "min-w-0 pb-(--bottom-space)" : "min-h-dvh min-w-0 pb-[calc(var(--bottom-space)+3rem)]"
          }
        >
          {isOnline || isInRoom ? null : (
            <p
              role="status"
              className="mx-4 mt-3 flex items-center gap-3 rounded-2xl bg-surface px-4 py-3 text-sm font-medium sm:mx-8"
            >
              <WifiOff className="size-5 shrink-0 text-accent-ink" aria-hidden="true" />
              {t("app.offline")}
            </p>
          )}
          <Outlet />
        </main>
      </div>
      {hasPlayer ? (
        <Suspense fallback={null}>
          <PlayerBar />
        </Suspense>
      ) : null}
      {isLent ? (
        <Suspense fallback={null}>
          <PartyStrip />
        </Suspense>
      ) : null}
      <Suspense fallback={null}>
        <PlayerKeys isOn={isSteerable} />
      </Suspense>
      <TabBar />
      <ToastRegion />
      {me ? (
        <Suspense fallback={null}>
          <LiveInbox />
        </Suspense>
      ) : null}
    </>
  );
}

function Wordmark() {
  return (
    <Link to="/" className="flex min-h-11 items-center gap-2.5 rounded-xl pr-2 text-ink" aria-label="Veza">
      <LogoMark className="size-8 text-accent-ink" />
      <span className="text-[1.7rem] leading-none font-extrabold tracking-[-0.05em]">veza</span>
    </Link>
  );
}

/** After a navigation the keyboard stands at the new page, and a screen reader reads its start. */
function useFocusAfterNavigation() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const first = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (first.current !== undefined && first.current !== path) main.current?.focus({ preventScroll: true });
    first.current = path;
  }, [path]);
  return main;
}
