import { MAX_BODY, MessageBody } from "@veza/contracts/ws/chat";
import { NewWatchedRules, type WatchedRules } from "@veza/contracts/ws/chat-room";
import { useEffect, useState } from "react";
import { z } from "zod";
import { useRefusalText } from "../../components/chat/refusal-text.ts";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { RefusalError, unlessRefused } from "../../models/chat/refusal-error.ts";
import type { Answered } from "../../models/chat/reply.ts";
import { linesOf } from "../../models/rooms/lines.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextArea, TextField } from "../../ui/field.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

const WatchedTry = z.object({ body: MessageBody, rules: NewWatchedRules });
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
/** What is typed is cut to what the room takes: a pasted list of words is not refused for one of them. */
const rulesOf = (draft: Draft): WatchedRules => ({
  words: linesOf(draft.words, 50).slice(0, 500),
  links: linesOf(draft.links, 100).slice(0, 200),
  max_mentions: draft.mentions === "" ? null : Math.min(100, Math.max(0, Math.trunc(Number(draft.mentions)))),
  action: draft.action,
  dry_run: draft.dry_run,
});

/** What the room looks for in messages, with a place to try the rules before they hold. */
export function RulesEditor() {
  const room = useChatRoom();
  const textOf = useRefusalText();
  const [answer, setAnswer] = useState<Answered<"watched"> | null>(null);
  useEffect(() => {
    void room.watched().then(setAnswer);
  }, [room]);
  if (answer === null) return <div className="skeleton h-64" aria-busy="true" />;
  if (answer.ok) return <RulesForm rules={answer.rules} />;
  return (
    <p role="alert" className="text-danger">
      {textOf(answer)}
    </p>
  );
}

function RulesForm({ rules }: { rules: WatchedRules }) {
  const { t } = useWords();
  const room = useChatRoom();
  const refuse = useRefusalToast();
  const form = useForm({
    schema: NewWatchedRules,
    initial: () => draftOf(rules),
    bodyOf: rulesOf,
    send: (body) => room.setWatched(body),
    onDone: (answer) => void refuse(answer, t("manage.saved")),
    fields: [],
  });
  const { values: draft, change: put } = form;
  return (
    <>
      <form onSubmit={form.submit} className="flex flex-col gap-6">
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
            className="tick"
            checked={draft.dry_run}
            onChange={({ target }) => put({ dry_run: target.checked })}
          />
          <span>
            <span className="block font-medium">{t("manage.dryRun")}</span>
            <span className="block text-sm text-ink-2">{t("manage.dryRunHint")}</span>
          </span>
        </label>
        {form.general ? (
          <p role="alert" className="text-sm font-medium text-danger">
            {t(`error.${form.general}`)}
          </p>
        ) : null}
        <div>
          <Button type="submit" look="primary" disabled={form.isPending}>
            {t("manage.save")}
          </Button>
        </div>
      </form>
      <TryText rules={rulesOf(draft)} />
    </>
  );
}

function TryText({ rules }: { rules: WatchedRules }) {
  const { t } = useWords();
  const room = useChatRoom();
  const textOf = useRefusalText();
  const form = useForm({
    schema: WatchedTry,
    initial: { body: "" },
    bodyOf: ({ body }) => ({ body, rules }),
    send: ({ body, rules: tried }) => unlessRefused(room.tryWatched(body, tried)),
    fields: [],
  });
  const said = () => {
    if (form.error instanceof RefusalError) return textOf(form.error.refused);
    if (form.general) return t(`error.${form.general}`);
    if (form.result === undefined) return "";
    const { hits } = form.result;
    return hits.length === 0 ? t("manage.tryClean") : t("manage.tryHits", { hits: hits.join(", ") });
  };
  return (
    <form onSubmit={form.submit} className="mt-8 flex flex-col gap-3 border-t border-line pt-6">
      <TextField
        label={t("manage.tryTitle")}
        hint={t("manage.tryHint")}
        value={form.values.body}
        maxLength={MAX_BODY}
        onChange={({ target }) => form.change({ body: target.value })}
      />
      <div className="flex flex-wrap items-center gap-4">
        <Button type="submit" disabled={form.values.body.trim() === ""}>
          {t("manage.tryAction")}
        </Button>
        <p role="status" className="text-sm font-medium">
          {said()}
        </p>
      </div>
    </form>
  );
}
