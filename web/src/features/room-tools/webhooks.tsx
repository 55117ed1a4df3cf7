import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as contract from "@veza/contracts/http/bots";
import { Webhook } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/field.tsx";
import { SecretBox } from "../../components/secret-box.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { call } from "../../lib/api/call.ts";
import { useChatRoom } from "../../lib/chat/room-context.tsx";
import { ago } from "../../lib/format.ts";
import { toast } from "../../lib/toasts.ts";

/** Addresses that other services post to. The secret part is shown once. */
export function Webhooks() {
  const { t, i18n } = useTranslation();
  const { roomId } = useChatRoom();
  const client = useQueryClient();
  const key = ["webhooks", roomId];
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(contract.listWebhooks, { params: { room_id: roomId }, signal }),
  });
  const [name, setName] = useState("");
  const fail = (cause: unknown) => toast(t(`error.${codeOf(cause)}`), { tone: "error" });
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const make = useMutation({
    mutationFn: () => call(contract.createWebhook, { params: { room_id: roomId }, body: { name } }),
    onSuccess: () => {
      setName("");
      void refresh();
    },
    onError: fail,
  });
  const end = useMutation({
    mutationFn: (webhookId: string) =>
      call(contract.deleteWebhook, { params: { room_id: roomId, webhook_id: webhookId } }),
    onSuccess: refresh,
    onError: fail,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <div className="flex flex-col gap-5">
      <p className="text-ink-2">{t("manage.webhookHint")}</p>
      <form onSubmit={submit} className="grid items-end gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          label={t("manage.webhookName")}
          value={name}
          maxLength={50}
          required
          onChange={({ target }) => setName(target.value)}
        />
        <Button type="submit" look="primary" disabled={make.isPending || name.trim() === ""}>
          {t("manage.webhookNew")}
        </Button>
      </form>
      {make.data ? (
        <SecretBox label={t("manage.webhookUrl", { name: make.data.name })} secret={make.data.url} />
      ) : null}
      {list.isError ? (
        <p role="alert" className="text-sm text-danger">
          {t(`error.${codeOf(list.error)}`)}
        </p>
      ) : null}
      {list.data?.items.length === 0 ? <p className="text-ink-2">{t("manage.webhookNone")}</p> : null}
      <ul className="flex flex-col divide-y divide-line">
        {list.data?.items.map((hook) => (
          <li key={hook.id} className="flex items-center gap-4 py-3">
            <Webhook className="size-5 shrink-0 text-ink-3" aria-hidden="true" />
            <span className="min-w-0 grow">
              <span className="block truncate font-medium">{hook.name}</span>
              <span className="block text-xs text-ink-3">
                {hook.last_used_at === null
                  ? t("manage.webhookUnused")
                  : t("manage.webhookUsed", { ago: ago(hook.last_used_at, i18n.language) })}
              </span>
            </span>
            <Button look="plain" onClick={() => end.mutate(hook.id)}>
              {t("manage.webhookEnd")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
