import { useMutation, useQuery } from "@tanstack/react-query";
import { type Bot as BotAccount, type BotWithSecret, createBot } from "@veza/contracts/http/bots";
import { Bot } from "lucide-react";
import { useState } from "react";
import { codeOf } from "../../lib/api/api-error.ts";
import { day } from "../../lib/format.ts";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import {
  botsQuery,
  createBotMutation,
  deleteBotMutation,
  renewBotSecretMutation,
} from "../../models/bots/calls.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";
import { SecretBox } from "../../ui/secret-box.tsx";

/** Accounts for one's programs. A secret is shown once, when it is made. */
export function BotsSetting() {
  const { t, language } = useWords();
  const bots = useQuery(botsQuery);
  const [made, setMade] = useState<BotWithSecret | null>(null);
  const [leaving, setLeaving] = useState<BotAccount | null>(null);
  const fail = (error: unknown) => toast(t(`error.${codeOf(error)}`), { tone: "error" });
  const { mutateAsync: send } = useMutation(createBotMutation);
  const form = useForm({
    schema: createBot.body,
    initial: { username: "" },
    bodyOf: (typed) => typed,
    send,
    onDone: (bot) => {
      form.reset();
      setMade(bot);
    },
    fields: [],
  });
  const renew = useMutation({ ...renewBotSecretMutation, onSuccess: setMade, onError: fail });
  const remove = useMutation({ ...deleteBotMutation, onError: fail });
  return (
    <section aria-labelledby="my-bots">
      <h2 id="my-bots" className="mb-1.5 text-sm font-semibold">
        {t("chatSettings.bots")}
      </h2>
      <p className="text-sm text-ink-2">{t("chatSettings.botsHint")}</p>
      <form onSubmit={form.submit} className="mt-3 grid items-start gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          label={t("chatSettings.botName")}
          value={form.values.username}
          minLength={3}
          maxLength={form.longest("username")}
          pattern="[a-z0-9_]+"
          required
          autoCapitalize="none"
          spellCheck={false}
          error={form.general ? t(`error.${form.general}`) : null}
          onChange={({ target }) => form.change({ username: target.value.toLowerCase() })}
        />
        <Button
          type="submit"
          className="sm:mt-7.5"
          disabled={form.isPending || form.values.username.length < 3}
        >
          {t("chatSettings.botNew")}
        </Button>
      </form>
      {made ? (
        <div className="mt-4">
          <SecretBox
            label={t("chatSettings.botSecret", { name: made.username })}
            hint={`${t("chatSettings.botSecretHint")} user_id: ${made.user_id}`}
            secret={made.secret}
          />
        </div>
      ) : null}
      {bots.isError ? (
        <p role="alert" className="mt-3 text-sm text-danger">
          {t(`error.${codeOf(bots.error)}`)}
        </p>
      ) : null}
      <ul className="mt-3 flex flex-col">
        {bots.data?.items.map((bot) => (
          <li key={bot.user_id} className="flex min-h-13 flex-wrap items-center gap-3">
            <Bot className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">@{bot.username}</span>
              <span className="block text-xs text-ink-3">{day(bot.created_at, language)}</span>
            </span>
            <Button look="plain" disabled={renew.isPending} onClick={() => renew.mutate(bot.user_id)}>
              {t("chatSettings.botRenew")}
            </Button>
            <Button look="plain" onClick={() => setLeaving(bot)}>
              {t("chatSettings.botDelete")}
            </Button>
          </li>
        ))}
      </ul>
      {leaving ? (
        <Modal
          isOpen
          onClose={() => setLeaving(null)}
          title={t("chatSettings.botDeleteTitle", { name: leaving.username })}
        >
          <p className="text-ink-2">{t("chatSettings.botDeleteText")}</p>
          <div className="mt-6 flex justify-end gap-2">
            <Button look="plain" onClick={() => setLeaving(null)}>
              {t("app.cancel")}
            </Button>
            <Button
              look="danger"
              disabled={remove.isPending}
              onClick={() => remove.mutate(leaving.user_id, { onSuccess: () => setLeaving(null) })}
            >
              {t("chatSettings.botDelete")}
            </Button>
          </div>
        </Modal>
      ) : null}
    </section>
  );
}
