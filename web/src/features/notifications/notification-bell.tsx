import { Popover } from "@base-ui/react/popover";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Notification } from "@veza/contracts/http/notifications";
import {
  AtSign,
  Bell,
  CircleCheck,
  FileWarning,
  Flag,
  Info,
  MessageSquare,
  Reply,
  TriangleAlert,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useStore } from "zustand";
import { ago } from "../../lib/format.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { plainText } from "../../models/chat/markdown.ts";
import { unreadStore } from "../../models/inbox/unread.ts";
import { notificationsQuery, readNotificationsMutation } from "../../models/notifications/calls.ts";
import { Button } from "../../ui/button.tsx";
import { LoadFailed } from "../../ui/state-message.tsx";

const ICONS = {
  track_processed: CircleCheck,
  track_failed: TriangleAlert,
  track_review: FileWarning,
  chat_mention: AtSign,
  chat_reply: Reply,
  chat_dm: MessageSquare,
  report_decided: Flag,
  system: Info,
};
const TONES: Partial<Record<Notification["type"], string>> = {
  track_processed: "text-ok",
  track_failed: "text-danger",
  track_review: "text-ink-2",
  chat_mention: "text-accent-ink",
};

const MOST_SHOWN = 99;

export function NotificationBell() {
  const { t } = useWords();
  const unread = useStore(unreadStore, (state) => state.unread);
  const [isOpen, setOpen] = useState(false);
  // The name holds what the badge shows: who speaks to the page says what they see.
  const shown = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
  const name = unread > 0 ? t("notifications.unread", { count: unread, shown }) : t("nav.notifications");
  return (
    <Popover.Root open={isOpen} onOpenChange={setOpen}>
      <Popover.Trigger
        aria-label={name}
        title={name}
        className="relative grid size-11 shrink-0 place-items-center rounded-full text-ink-2 transition-colors hover:bg-raised hover:text-ink data-popup-open:bg-raised"
      >
        <Bell className="size-5" aria-hidden="true" />
        {unread > 0 ? (
          <span className="absolute top-1 right-0.5 grid h-4.5 min-w-4.5 place-items-center rounded-full bg-accent px-1 text-[0.7rem] leading-none font-bold text-on-accent tabular">
            {shown}
          </span>
        ) : null}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="z-50" sideOffset={8} align="end" collisionPadding={12}>
          <Popover.Popup className="pop flex max-h-[min(32rem,70dvh)] w-[min(24rem,calc(100vw-1.5rem))] flex-col rounded-2xl bg-raised text-ink shadow-float ring-1 ring-line outline-none">
            <Popover.Title className="px-5 pt-4 pb-2 text-lg font-bold">
              {t("notifications.title")}
            </Popover.Title>
            <div className="overflow-y-auto px-2 pb-2">
              <NotificationList onLeave={() => setOpen(false)} />
            </div>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

function NotificationList({ onLeave }: { onLeave: () => void }) {
  const { t } = useWords();
  const query = useInfiniteQuery(notificationsQuery);
  const { mutate: read } = useMutation(readNotificationsMutation);
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const newest = items[0];
  useEffect(() => {
    if (newest && !newest.read) read(newest.id);
  }, [newest, read]);
  if (query.isPending) {
    return (
      <div className="flex flex-col gap-2 p-3" aria-busy="true">
        {[0, 1, 2].map((row) => (
          <div key={row} className="skeleton h-14" />
        ))}
      </div>
    );
  }
  if (query.isError && items.length === 0) {
    return (
      <LoadFailed
        title={t("notifications.failed")}
        error={query.error}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (items.length === 0) {
    return (
      <div className="px-4 py-10 text-center">
        <p className="font-semibold">{t("notifications.none")}</p>
        <p className="mt-1 text-sm text-ink-2">{t("notifications.noneHint")}</p>
      </div>
    );
  }
  return (
    <>
      <ul>
        {items.map((item) => (
          <Row key={item.id} item={item} onLeave={onLeave} />
        ))}
      </ul>
      {query.hasNextPage ? (
        <Button
          look="plain"
          className="w-full"
          onClick={() => void query.fetchNextPage()}
          disabled={query.isFetchingNextPage}
        >
          {t("app.more")}
        </Button>
      ) : null}
    </>
  );
}

function Row({ item, onLeave }: { item: Notification; onLeave: () => void }) {
  const { t, language } = useWords();
  const Icon = ICONS[item.type];
  const { data } = item;
  const words = {
    title: data.title ?? t("notifications.untitled"),
    author: data.author ?? "",
    room: data.room_name ?? "",
  };
  const body = (
    <>
      <Icon className={`mt-0.5 size-5 shrink-0 ${TONES[item.type] ?? "text-ink-3"}`} aria-hidden="true" />
      <span className="min-w-0">
        <span className={`block text-sm wrap-break-word ${item.read ? "text-ink-2" : "font-semibold"}`}>
          {t(`notifications.${item.type}`, words)}
        </span>
        {data.body === undefined ? null : (
          <span className="block truncate text-sm text-ink-2">{plainText(data.body)}</span>
        )}
        <span className="block text-xs text-ink-3">{ago(item.created_at, language)}</span>
      </span>
    </>
  );
  const box = "flex gap-3 rounded-xl px-3 py-2.5 hover:bg-surface";
  return (
    <li>
      {data.room_id !== undefined ? (
        <Link
          to="/rooms/$room"
          params={{ room: data.room_id }}
          search={data.message_id === undefined ? {} : { message: data.message_id }}
          onClick={onLeave}
          className={box}
        >
          {body}
        </Link>
      ) : data.track_id !== undefined ? (
        <Link to="/tracks/$trackId" params={{ trackId: data.track_id }} onClick={onLeave} className={box}>
          {body}
        </Link>
      ) : (
        <div className={box}>{body}</div>
      )}
    </li>
  );
}
