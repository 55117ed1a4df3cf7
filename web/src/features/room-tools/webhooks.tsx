import { useMutation, useQuery } from "@tanstack/react-query";
import { createWebhook } from "@veza/contracts/http/bots";
import { Webhook } from "lucide-react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { ago } from "../../lib/format.ts";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { createWebhookMutation, deleteWebhookMutation, webhooksQuery } from "../../models/bots/calls.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { SecretBox } from "../../ui/secret-box.tsx";

/** Addresses that other services post to. The secret part is shown once. */
export function Webhooks() {
  const { t, language } = useWords();
  const { roomId } = useChatRoom();
  const list = useQuery(webhooksQuery(roomId));
  const fail = (cause: unknown) => toast(t(`error.${codeOf(cause)}`), { tone: "error" });
  const { mutateAsync: send } = useMutation({ ...createWebhookMutation(roomId), onError: fail });
  const form = useForm({
    schema: createWebhook.body,
    initial: { name: "" },
    bodyOf: (typed) => typed,
    send,
    onDone: () => form.reset(),
    fields: [],
  });
  const end = useMutation({ ...deleteWebhookMutation(roomId), onError: fail });
  return (
    <div className="flex flex-col gap-5">
      <p className="text-ink-2">{t("manage.webhookHint")}</p>
      <form onSubmit={form.submit} className="grid items-end gap-3 sm:grid-cols-[1fr_auto]">
        <TextField
          label={t("manage.webhookName")}
          value={form.values.name}
          maxLength={form.longest("name")}
          required
          onChange={({ target }) => form.change({ name: target.value })}
        />
        <Button type="submit" look="primary" disabled={form.isPending || form.values.name.trim() === ""}>
          {t("manage.webhookNew")}
        </Button>
      </form>
      {form.result ? (
        <SecretBox label={t("manage.webhookUrl", { name: form.result.name })} secret={form.result.url} />
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
                  : t("manage.webhookUsed", { ago: ago(hook.last_used_at, language) })}
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
