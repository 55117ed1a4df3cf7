import type { WatchedRules } from "@veza/contracts/ws/chat-room";
import { type FormEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { Choice, TextArea, TextField } from "../../components/field.tsx";
import { useRefusalText } from "../../lib/chat/refusal-text.ts";
import { useChatRoom } from "../../lib/chat/room-context.tsx";
import { linesOf } from "./lines.ts";
import { useRefusalToast } from "./use-refusal-toast.ts";

const ACTIONS = ["refuse", "report"] as const;

interface Draft {
  words: string;
  links: string;
  mentions: string;
  action: WatchedRules["action"];
  dry_run: boolean;
}

const draftOf = (rules: WatchedRules): Draft => ({
  words: rules.words.join("\n"),
  links: rules.links.join("\n"),
  mentions: rules.max_mentions === null ? "" : String(rules.max_mentions),
  action: rules.action,
  dry_run: rules.dry_run,
});
const rulesOf = (draft: Draft): WatchedRules => ({
  words: linesOf(draft.words, 50).slice(0, 500),
  links: linesOf(draft.links, 100).slice(0, 200),
  max_mentions: draft.mentions === "" ? null : Math.min(100, Math.max(0, Math.trunc(Number(draft.mentions)))),
  action: draft.action,
  dry_run: draft.dry_run,
});

/** What the room looks for in messages, with a place to try the rules before they hold. */
export function RulesEditor() {
  const { t } = useTranslation();
  const room = useChatRoom();
  const refuse = useRefusalToast();
  const textOf = useRefusalText();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  useEffect(() => {
    void room.watched().then((answer) => {
      if (answer.ok) setDraft(draftOf(answer.rules));
      else setError(answer.code);
    });
  }, [room]);
  if (error !== null)
    return (
      <p role="alert" className="text-danger">
        {textOf({ code: error })}
      </p>
    );
  if (draft === null) return <div className="skeleton h-64" aria-busy="true" />;
  const put = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await room.setWatched(rulesOf(draft));
    setBusy(false);
    refuse(answer, t("manage.saved"));
  };
  return (
    <>
      <form onSubmit={(event) => void save(event)} className="flex flex-col gap-6">
        <div className="grid gap-6 sm:grid-cols-2">
          <TextArea
            label={t("manage.words")}
            hint={t("manage.wordsHint")}
            value={draft.words}
            onChange={({ target }) => put({ words: target.value })}
          />
          <TextArea
            label={t("manage.links")}
            hint={t("manage.linksHint")}
            value={draft.links}
            onChange={({ target }) => put({ links: target.value })}
          />
        </div>
        <TextField
          label={t("manage.mentions")}
          type="number"
          min={0}
          max={100}
          placeholder={t("manage.mentionsNone")}
          value={draft.mentions}
          onChange={({ target }) => put({ mentions: target.value })}
        />
        <Choice
          legend={t("manage.action")}
          name="rule-action"
          value={draft.action}
          onChange={(action) => put({ action })}
          options={ACTIONS.map((value) => ({ value, label: t(`manage.${value}`) }))}
        />
        <label className="flex min-h-11 items-start gap-3">
          <input
            type="checkbox"
            className="mt-0.5 size-5 accent-(--accent)"
            checked={draft.dry_run}
            onChange={({ target }) => put({ dry_run: target.checked })}
          />
          <span>
            <span className="block font-medium">{t("manage.dryRun")}</span>
            <span className="block text-sm text-ink-2">{t("manage.dryRunHint")}</span>
          </span>
        </label>
        <div>
          <Button type="submit" look="primary" disabled={isBusy}>
            {t("manage.save")}
          </Button>
        </div>
      </form>
      <TryText rules={() => rulesOf(draft)} />
    </>
  );
}

function TryText({ rules }: { rules: () => WatchedRules }) {
  const { t } = useTranslation();
  const room = useChatRoom();
  const textOf = useRefusalText();
  const [text, setText] = useState("");
  const [said, setSaid] = useState("");
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const answer = await room.tryWatched(text, rules());
    if (!answer.ok) setSaid(textOf(answer));
    else
      setSaid(
        answer.hits.length === 0
          ? t("manage.tryClean")
          : t("manage.tryHits", { hits: answer.hits.join(", ") }),
      );
  };
  return (
    <form
      onSubmit={(event) => void submit(event)}
      className="mt-8 flex flex-col gap-3 border-t border-line pt-6"
    >
      <TextField
        label={t("manage.tryTitle")}
        hint={t("manage.tryHint")}
        value={text}
        maxLength={4_000}
        onChange={({ target }) => setText(target.value)}
      />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" disabled={text.trim() === ""}>
          {t("manage.tryAction")}
        </Button>
        <p role="status" className="text-sm font-medium">
          {said}
        </p>
      </div>
    </form>
  );
}
