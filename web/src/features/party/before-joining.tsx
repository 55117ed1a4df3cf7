import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Headphones, UserX } from "lucide-react";
import { useEffect } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTint } from "../../lib/use-tint.ts";
import { partySummaryQuery } from "../../models/party/calls.ts";
import { joinParty } from "../../models/party/party.ts";
import { warmUp } from "../../models/player/commands.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Monogram } from "../../ui/monogram.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";

/**
 * The party's door: who invites, what plays, how many are here. Its button is also the click that allows the
 * sound.
 */
export function BeforeJoining({ partyId }: { partyId: string }) {
  const { t } = useWords();
  const me = useMe();
  const { data: party, error, isPending, refetch } = useQuery(partySummaryQuery(partyId));
  const tint = useTint(party?.track?.id ?? partyId, party?.track?.artwork_url ?? null);
  useEffect(() => void warmUp(), []);
  if (isPending || me.isPending) {
    return (
      <div aria-busy="true" className="mx-auto max-w-xl px-4 pt-6 sm:pt-16">
        <div className="skeleton h-120 rounded-3xl" />
      </div>
    );
  }
  if (!party) {
    const code = codeOf(error);
    if (code === "not_found" || code === "invalid_request") {
      return (
        <StateMessage icon={UserX} title={t("party.missing")} hint={t("party.missingHint")} level={1}>
          <Link to="/" className={buttonClass("primary")}>
            {t("notFound.action")}
          </Link>
        </StateMessage>
      );
    }
    return <LoadFailed title={t("party.failed")} error={error} onRetry={() => void refetch()} level={1} />;
  }
  const { track, host, member_count } = party;
  return (
    <div className="mx-auto max-w-xl px-4 pt-4 sm:pt-14">
      <article style={tint} className="tinted overflow-hidden rounded-3xl">
        <div className="grid justify-items-center gap-1 px-6 pt-10 pb-8 text-center">
          {track ? (
            <Sleeve
              id={track.id}
              artworkUrl={track.artwork_url}
              size={600}
              isHero
              className="mb-6 w-48 rounded-2xl shadow-float sm:w-56"
            />
          ) : (
            <span className="mb-6 grid size-32 place-items-center rounded-full bg-bg/40">
              <Headphones className="size-12" aria-hidden="true" />
            </span>
          )}
          <p className="text-sm font-semibold text-ink-2">{t("party.kicker")}</p>
          <h1 className="max-w-full pb-1 text-4xl leading-tight font-extrabold wrap-break-word">
            {party.name}
          </h1>
          <p className="mt-2 flex items-center gap-2.5 text-ink-2">
            <Monogram name={host.username} className="size-7 text-sm" />
            {me.data?.id === host.user_id
              ? t("party.hostedByYou")
              : t("party.hostedBy", { name: host.username })}
          </p>
          <p className="mt-4 text-ink-2">
            {track
              ? t("party.nowPlaying", { title: track.title, artist: track.artist })
              : t("party.nothingOn")}
          </p>
          <p className="text-sm text-ink-2 tabular">
            {member_count === 0 ? t("party.peopleNone") : t("party.people", { count: member_count })}
          </p>
          <div className="mt-7 flex flex-col items-center gap-2">
            {me.data ? (
              <Button look="primary" size="lg" onClick={() => joinParty(partyId)}>
                <Headphones className="size-5" aria-hidden="true" />
                {t("party.join")}
              </Button>
            ) : (
              <Link
                to="/sign-in"
                search={{ next: `/party/${partyId}` }}
                className={buttonClass("primary", "lg")}
              >
                {t("nav.signIn")}
              </Link>
            )}
            <p className="text-sm text-ink-2">{t(me.data ? "party.joinHint" : "party.guestHint")}</p>
          </div>
        </div>
      </article>
    </div>
  );
}
