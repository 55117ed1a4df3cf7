import { Link } from "@tanstack/react-router";
import { CloudUpload, Compass, Disc3, LogIn, type LucideIcon, MessagesSquare, Settings } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { useMe, useSession } from "../components/account/use-session.ts";
import { withWords } from "../lib/i18n/i18n.ts";
import { useWords } from "../lib/i18n/use-words.ts";
import { buttonClass } from "../ui/button.tsx";

const NotificationBell = lazy(() =>
  withWords(import("../features/notifications/notification-bell.tsx")).then((it) => ({
    default: it.NotificationBell,
  })),
);
const UnreadRooms = lazy(() =>
  withWords(import("./unread-rooms.tsx")).then((it) => ({ default: it.UnreadRooms })),
);
const AccountMenu = lazy(() =>
  withWords(import("../features/account/account-menu.tsx")).then((it) => ({ default: it.AccountMenu })),
);

const PLACES: readonly {
  to: "/" | "/rooms" | "/upload" | "/my-tracks";
  key: "discover" | "rooms" | "upload" | "myTracks";
  icon: LucideIcon;
}[] = [
  { to: "/", key: "discover", icon: Compass },
  { to: "/rooms", key: "rooms", icon: MessagesSquare },
  { to: "/upload", key: "upload", icon: CloudUpload },
  { to: "/my-tracks", key: "myTracks", icon: Disc3 },
];

/** What is unread in rooms; for who is signed in. */
function RoomsBadge({ className }: { className: string }) {
  const { data: me } = useMe();
  return me ? (
    <Suspense fallback={null}>
      <UnreadRooms className={className} />
    </Suspense>
  ) : null;
}

/** Wide screens: always there, on the left. */
export function SideNavigation({ wordmark }: { wordmark: ReactNode }) {
  const { t } = useWords();
  return (
    <header className="sticky top-0 hidden h-dvh flex-col gap-8 border-r border-line px-4 pt-5 pb-[calc(var(--bottom-space)+1rem)] lg:flex">
      <div className="px-2">{wordmark}</div>
      <nav aria-label={t("app.navigation")}>
        <ul className="flex flex-col gap-1">
          {PLACES.map(({ to, key, icon: Icon }) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === "/" }}
                className="group flex min-h-12 items-center gap-3.5 rounded-xl px-3 font-medium text-ink-2 transition-colors hover:bg-surface hover:text-ink aria-[current=page]:bg-surface aria-[current=page]:font-bold aria-[current=page]:text-ink"
              >
                <Icon
                  className="size-5.5 text-ink-3 group-aria-[current=page]:text-accent-ink"
                  strokeWidth={2}
                  aria-hidden="true"
                />
                {t(`nav.${key}`)}
                {to === "/rooms" ? <RoomsBadge className="ml-auto" /> : null}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="mt-auto">
        <AccountCorner />
      </div>
    </header>
  );
}

/** Who is signed in, with bell and menu; for guests the way in. */
export function AccountCorner() {
  const { t } = useWords();
  const { state, me } = useSession();
  const empty = <span className="h-11 w-23" />;
  return (
    <div className="flex min-w-0 items-center lg:-mx-2">
      {state === "unknown" ? (
        empty
      ) : state === "member" ? (
        <Suspense fallback={empty}>
          <AccountMenu user={me} />
          <NotificationBell />
        </Suspense>
      ) : (
        <Link to="/sign-in" className={buttonClass("quiet")}>
          <LogIn className="size-4.5" aria-hidden="true" />
          {t("nav.signIn")}
        </Link>
      )}
      <Link
        to="/settings"
        aria-label={t("nav.settings")}
        title={t("nav.settings")}
        className="grid size-11 shrink-0 place-items-center rounded-full text-ink-2 transition-colors hover:bg-raised hover:text-ink aria-[current=page]:text-accent-ink"
      >
        <Settings className="size-5" aria-hidden="true" />
      </Link>
    </div>
  );
}

/** Phones: under the thumb. */
export function TabBar() {
  const { t } = useWords();
  return (
    <nav
      aria-label={t("app.navigation")}
      className="fixed inset-x-0 bottom-0 z-40 border-t border-line bg-bg pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul className="grid h-16 grid-cols-4">
        {PLACES.map(({ to, key, icon: Icon }) => (
          <li key={to}>
            <Link
              to={to}
              activeOptions={{ exact: to === "/" }}
              className="relative flex h-full flex-col items-center justify-center gap-0.5 text-xs font-medium text-ink-2 aria-[current=page]:font-bold aria-[current=page]:text-accent-ink"
            >
              <Icon className="size-5.5" aria-hidden="true" />
              {t(`nav.${key}`)}
              {to === "/rooms" ? <RoomsBadge className="absolute top-1.5 left-[calc(50%+0.5rem)]" /> : null}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
