import { useMutation, useQuery } from "@tanstack/react-query";
import { createInvite } from "@veza/contracts/http/rooms";
import { Copy } from "lucide-react";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { moment } from "../../lib/format.ts";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { createInviteMutation, invitesQuery, revokeInviteMutation } from "../../models/rooms/calls.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";

const DAY = 86_400_000;
const USES = [null, 1, 5, 25, 100] as const;
const ENDS = { day: DAY, week: 7 * DAY, month: 30 * DAY, never: null } as const;
type End = keyof typeof ENDS;
const END_NAMES: readonly End[] = ["day", "week", "month", "never"];

/** Links into the room: made, copied, revoked. */
export function Invites() {
  const { t, language } = useWords();
  const { roomId } = useChatRoom();
  const list = useQuery(invitesQuery(roomId));
  const fail = (cause: unknown) => toast(t(`error.${codeOf(cause)}`), { tone: "error" });
  const copy = (code: string) =>
    navigator.clipboard
      .writeText(new URL(`/rooms/${roomId}?invite=${code}`, location.href).href)
      .then(() => toast(t("manage.copied")), fail);
  const { mutateAsync: send } = useMutation({ ...createInviteMutation(roomId), onError: fail });
  const form = useForm({
    schema: createInvite.body,
    initial: (): { uses: string; end: End } => ({ uses: "", end: "week" }),
    bodyOf: ({ uses, end }) => ({ max_uses: uses === "" ? null : Number(uses), expires_in_ms: ENDS[end] }),
    send,
    onDone: ({ code }) => void copy(code),
    fields: [],
  });
  const revoke = useMutation({ ...revokeInviteMutation(roomId), onError: fail });
  const until = (iso: string) =>
    t("manage.endsOn", {
      date: moment(iso, language),
    });
  return (
    <div>
      <form onSubmit={form.submit} className="grid items-end gap-3 sm:grid-cols-[1fr_1fr_auto]">
        <SelectField
          label={t("manage.uses")}
          value={form.values.uses}
          onChange={({ target }) => form.change({ uses: target.value })}
        >
          {USES.map((count) => (
            <option key={count} value={count ?? ""}>
              {count ?? t("manage.usesNone")}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t("manage.ends")}
          value={form.values.end}
          onChange={({ target }) =>
            form.change({ end: END_NAMES.find((it) => it === target.value) ?? "week" })
          }
        >
          {END_NAMES.map((it) => (
            <option key={it} value={it}>
              {it === "never" ? t("manage.never") : t(`act.${it}`)}
            </option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" disabled={form.isPending}>
          {t("manage.newInvite")}
        </Button>
      </form>
      {list.isError ? (
        <p role="alert" className="mt-6 text-sm text-danger">
          {t(`error.${codeOf(list.error)}`)}
        </p>
      ) : null}
      {list.data?.items.length === 0 ? <p className="mt-6 text-ink-2">{t("manage.noInvites")}</p> : null}
      <ul className="mt-6 flex flex-col divide-y divide-line">
        {list.data?.items.map(({ code, uses_left, expires_at }) => (
          <li key={code} className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3">
            <span className="min-w-0 grow">
              <span className="block truncate font-mono text-sm">…{code.slice(-8)}</span>
              <span className="block text-xs text-ink-3">
                {uses_left === null ? t("manage.usesNone") : t("manage.usesLeft", { count: uses_left })}
                {" · "}
                {expires_at === null ? t("manage.never") : until(expires_at)}
              </span>
            </span>
            <Button onClick={() => void copy(code)}>
              <Copy className="size-4" aria-hidden="true" />
              {t("manage.copy")}
            </Button>
            <Button look="plain" onClick={() => revoke.mutate(code)}>
              {t("manage.revoke")}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
