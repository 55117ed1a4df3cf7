import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { codeOf } from "../../lib/api/api-error.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { blockMutation, blocksQuery } from "../../models/people/calls.ts";
import { Button } from "../../ui/button.tsx";
import { Monogram } from "../../ui/monogram.tsx";

/** Whom one has blocked, and the way back. */
export function BlocksSetting() {
  const { t } = useWords();
  const blocks = useInfiniteQuery(blocksQuery);
  const block = useMutation(blockMutation);
  const people = blocks.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-labelledby="blocked-people">
      <h2 id="blocked-people" className="mb-1.5 text-sm font-semibold">
        {t("chatSettings.blocks")}
      </h2>
      {blocks.isError ? (
        <p role="alert" className="text-sm text-danger">
          {t(`error.${codeOf(blocks.error)}`)}
        </p>
      ) : blocks.isSuccess && people.length === 0 ? (
        <p className="text-sm text-ink-2">{t("chatSettings.blocksNone")}</p>
      ) : null}
      <ul className="flex flex-col">
        {people.map((person) => (
          <li key={person.user_id} className="flex min-h-13 items-center gap-3">
            <Monogram name={person.username} className="size-9 text-base" />
            <span className="min-w-0 grow truncate font-medium">{person.username}</span>
            <Button
              look="plain"
              disabled={block.isPending}
              onClick={() =>
                block.mutate(
                  { userId: person.user_id, isBlocked: false },
                  { onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }) },
                )
              }
            >
              {t("person.unblock")}
            </Button>
          </li>
        ))}
      </ul>
      {blocks.hasNextPage ? (
        <Button look="plain" onClick={() => void blocks.fetchNextPage()}>
          {t("app.more")}
        </Button>
      ) : null}
    </section>
  );
}
