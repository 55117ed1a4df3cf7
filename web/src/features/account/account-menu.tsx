import { Menu } from "@base-ui/react/menu";
import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { User } from "@veza/contracts/http/accounts";
import { can } from "@veza/contracts/roles";
import { Activity, Disc3, Flag, History, LogOut, MailWarning, User as UserIcon } from "lucide-react";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { signOutMutation } from "../../models/account/sign-in-calls.ts";
import { Monogram } from "../../ui/monogram.tsx";

const ITEM =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";

export function AccountMenu({ user }: { user: User }) {
  const { t } = useWords();
  const signOut = useMutation(signOutMutation);
  const icon = "size-4.5 text-ink-3";
  const leave = () =>
    signOut.mutate(undefined, {
      onSuccess: () => toast(t("account.signedOut")),
      onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }),
    });
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={`${t("nav.account")}: ${user.username}`}
        className="flex min-h-11 min-w-11 items-center gap-2.5 rounded-full p-1 text-sm font-semibold transition-colors hover:bg-raised lg:grow lg:pr-3"
      >
        <Monogram name={user.username} className="size-9 text-base" />
        <span className="hidden truncate lg:block">{user.username}</span>
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-50" sideOffset={6} align="start" collisionPadding={12}>
          <Menu.Popup className="pop min-w-60 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            {user.email_verified ? null : (
              <Menu.Item className={ITEM} render={<Link to="/verify-email" />}>
                <MailWarning className="size-4.5 text-accent-ink" aria-hidden="true" />{" "}
                {t("upload.verifyAction")}
              </Menu.Item>
            )}
            <Menu.Item
              className={ITEM}
              render={<Link to="/u/$username" params={{ username: user.username }} />}
            >
              <UserIcon className={icon} aria-hidden="true" /> @{user.username}
            </Menu.Item>
            <Menu.Item className={ITEM} render={<Link to="/my-tracks" />}>
              <Disc3 className={icon} aria-hidden="true" /> {t("nav.myTracks")}
            </Menu.Item>
            <Menu.Item className={ITEM} render={<Link to="/history" />}>
              <History className={icon} aria-hidden="true" /> {t("history.title")}
            </Menu.Item>
            {can(user.role, "quality:read") ? (
              <Menu.Item className={ITEM} render={<Link to="/admin/quality" />}>
                <Activity className={icon} aria-hidden="true" /> {t("quality.title")}
              </Menu.Item>
            ) : null}
            {can(user.role, "reports:manage") ? (
              <Menu.Item className={ITEM} render={<Link to="/moderation" />}>
                <Flag className={icon} aria-hidden="true" /> {t("reports.title")}
              </Menu.Item>
            ) : null}
            <Menu.Item className={ITEM} onClick={leave}>
              <LogOut className={icon} aria-hidden="true" /> {t("nav.signOut")}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
