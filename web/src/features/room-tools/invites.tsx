import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as contract from "@veza/contracts/http/rooms";
import { Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { SelectField } from "../../components/field.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { call } from "../../lib/api/call.ts";
import { useChatRoom } from "../../lib/chat/room-context.tsx";
import { toast } from "../../lib/toasts.ts";

const DAY = 86_400_000;
const USES = [null, 1, 5, 25, 100] as const;
const ENDS = { day: DAY, week: 7 * DAY, month: 30 * DAY, never: null } as const;
type End = keyof typeof ENDS;
const END_NAMES: readonly End[] = ["day", "week", "month", "never"];

/** Links into the room: made, copied, revoked. */
export function Invites() {
  const { t, i18n } = useTranslation();
  const { roomId } = useChatRoom();
  const client = useQueryClient();
  const key = ["invites", roomId];
  const refresh = () => client.invalidateQueries({ queryKey: key });
  const list = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(contract.listInvites, { params: { room_id: roomId }, signal }),
  });
  const [uses, setUses] = useState("");
  const [end, setEnd] = useState<End>("week");
  const fail = (cause: unknown) => toast(t(`error.${codeOf(cause)}`), { tone: "error" });
  const copy = (code: string) =>
    navigator.clipboard
      .writeText(new URL(`/rooms/${roomId}?invite=${code}`, location.href).href)
      .then(() => toast(t("manage.copied")), fail);
  const make = useMutation({
    mutationFn: () =>
      call(contract.createInvite, {
        params: { room_id: roomId },
        body: { max_uses: uses === "" ? null : Number(uses), expires_in_ms: ENDS[end] },
      }),
    onSuccess: ({ code }) => {
      void refresh();
      void copy(code);
    },
    onError: fail,
  });
  const revoke = useMutation({
    mutationFn: (code: string) => call(contract.revokeInvite, { params: { room_id: roomId, code } }),
    onSuccess: refresh,
    onError: fail,
  });
  const until = (iso: string) =>
    t("manage.endsOn", {
      date: new Date(iso).toLocaleString(i18n.language, { dateStyle: "medium", timeStyle: "short" }),
    });
  return (
    <div>
      <div className="grid items-end gap-3 sm:grid-cols-[1fr_1fr_auto]">
        <SelectField label={t("manage.uses")} value={uses} onChange={({ target }) => setUses(target.value)}>
          {USES.map((count) => (
            <option key={count} value={count ?? ""}>
              {count ?? t("manage.usesNone")}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t("manage.ends")}
          value={end}
          onChange={({ target }) => setEnd(END_NAMES.find((it) => it === target.value) ?? "week")}
        >
          {END_NAMES.map((it) => (
            <option key={it} value={it}>
              {it === "never" ? t("manage.never") : t(`act.${it}`)}
            </option>
          ))}
        </SelectField>
        <Button look="primary" onClick={() => make.mutate()} disabled={make.isPending}>
          {t("manage.newInvite")}
        </Button>
      </div>
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
