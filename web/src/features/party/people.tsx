import { Menu } from "@base-ui/react/menu";
import { canInParty, isHost } from "@veza/contracts/permissions/party";
import type { PartyMember } from "@veza/contracts/ws/party";
import { Crown, Ellipsis, Star } from "lucide-react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { setRole } from "../../models/party/party.ts";
import type { PartyView } from "../../models/party/party-view.ts";
import { Monogram } from "../../ui/monogram.tsx";

/** Who is here. The host can make co-hosts, and hand the party over. */
export function People({ view }: { view: PartyView }) {
  const { t } = useWords();
  const hidden = view.memberCount - view.members.length;
  return (
    <section aria-labelledby="party-people">
      <h2 id="party-people" className="mb-3 flex items-baseline justify-between text-xl font-bold">
        {t("party.here")}
        <span className="text-sm font-medium text-ink-3 tabular">{view.memberCount}</span>
      </h2>
      <ul className="flex flex-col">
        {view.members.map((member) => (
          <Person
            key={member.user_id}
            member={member}
            isMe={member.user_id === view.me.user_id}
            isManaged={canInParty(view.me.role, "change_roles")}
          />
        ))}
      </ul>
      {hidden > 0 ? <p className="pt-2 text-sm text-ink-3">{t("party.more", { count: hidden })}</p> : null}
    </section>
  );
}

interface PersonProps {
  member: PartyMember;
  isMe: boolean;
  isManaged: boolean;
}

function Person({ member, isMe, isManaged }: PersonProps) {
  const { t } = useWords();
  const { username, role } = member;
  const Mark = isHost(role) ? Crown : Star;
  return (
    <li className="flex min-h-13 items-center gap-3">
      <Monogram name={username} className="size-9 text-base" />
      <span className="min-w-0 grow truncate font-medium">
        {username}
        {isMe ? <span className="text-ink-3"> ({t("party.you")})</span> : null}
      </span>
      {!canInParty(role, "lead") ? null : (
        <span className="flex shrink-0 items-center gap-1.5 rounded-full bg-surface px-2.5 py-0.5 text-xs font-semibold text-ink-2">
          <Mark className="size-3.5 text-accent-ink" aria-hidden="true" />
          {t(isHost(role) ? "party.host" : "party.cohost")}
        </span>
      )}
      {isManaged && !isMe ? <PersonMenu member={member} /> : null}
    </li>
  );
}

const ITEM =
  "flex min-h-11 cursor-pointer items-center gap-3 rounded-xl px-3 text-sm font-medium outline-none data-highlighted:bg-surface";

function PersonMenu({ member }: { member: PartyMember }) {
  const { t } = useWords();
  const { user_id, username, role } = member;
  const icon = "size-4.5 text-ink-3";
  return (
    <Menu.Root modal={false}>
      <Menu.Trigger
        aria-label={t("party.memberOptions", { name: username })}
        className="-mr-2 grid size-11 shrink-0 place-items-center rounded-full text-ink-2 transition-colors hover:bg-raised hover:text-ink data-popup-open:bg-raised"
      >
        <Ellipsis className="size-5" aria-hidden="true" />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="z-50" sideOffset={6} align="end" collisionPadding={12}>
          <Menu.Popup className="pop min-w-52 rounded-2xl bg-raised p-1.5 text-ink shadow-float ring-1 ring-line outline-none">
            <Menu.Item
              className={ITEM}
              onClick={() => setRole(user_id, canInParty(role, "lead") ? "listener" : "cohost")}
            >
              <Star className={icon} aria-hidden="true" />
              {t(canInParty(role, "lead") ? "party.makeListener" : "party.makeCohost")}
            </Menu.Item>
            <Menu.Item className={ITEM} onClick={() => setRole(user_id, "host")}>
              <Crown className={icon} aria-hidden="true" />
              {t("party.makeHost")}
            </Menu.Item>
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
