import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as contract from "@veza/contracts/http/bots";
import { Bot } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/field.tsx";
import { Modal } from "../../components/modal.tsx";
import { SecretBox } from "../../components/secret-box.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { call } from "../../lib/api/call.ts";
import { day } from "../../lib/format.ts";
import { toast } from "../../lib/toasts.ts";

const KEY = ["bots"] as const;

/** Accounts for one's programs. A secret is shown once, when it is made. */
export function BotsSetting() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const bots = useQuery({ queryKey: KEY, queryFn: ({ signal }) => call(contract.listBots, { signal }) });
  const [name, setName] = useState("");
  const [made, setMade] = useState<contract.BotWithSecret | null>(null);
  const [leaving, setLeaving] = useState<contract.Bot | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: KEY });
  const fail = (error: unknown) => toast(t(`error.${codeOf(error)}`), { tone: "error" });
  const create = useMutation({
    mutationFn: () => call(contract.createBot, { body: { username: name } }),
    onSuccess: (bot) => {
      setName("");
      setMade(bot);
      void refresh();
    },
  });
  const renew = useMutation({
    mutationFn: (userId: string) => call(contract.renewBotSecret, { params: { user_id: userId } }),
    onSuccess: setMade,
    onError: fail,
  });
  const remove = useMutation({
    mutationFn: (userId: string) => call(contract.deleteBot, { params: { user_id: userId } }),
    onSuccess: () => {
      setLeaving(null);
      void refresh();
    },
    onError: fail,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <section aria-labelledby="my-bots">
      <h2 id="my-bots" className="mb-1.5 text-sm font-semibold">
        {t("chatSettings.bots")}
      </h2>
      <p className="text-sm text-ink-2">{t("chatSettings.botsHint")}</p>
      <form onSubmit={submit} className="mt-3 grid items-start gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          label={t("chatSettings.botName")}
          value={name}
          minLength={3}
          maxLength={50}
          pattern="[a-z0-9_]+"
          required
          autoCapitalize="none"
          spellCheck={false}
          error={create.isError ? t(`error.${codeOf(create.error)}`) : null}
          onChange={({ target }) => setName(target.value.toLowerCase())}
        />
        <Button type="submit" className="sm:mt-7.5" disabled={create.isPending || name.length < 3}>
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
              <span className="block text-xs text-ink-3">{day(bot.created_at, i18n.language)}</span>
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
            <Button look="danger" disabled={remove.isPending} onClick={() => remove.mutate(leaving.user_id)}>
              {t("chatSettings.botDelete")}
            </Button>
          </div>
        </Modal>
      ) : null}
    </section>
  );
}
