import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { verifyEmail } from "@veza/contracts/http/sign-in";
import { useEffect, useRef } from "react";
import { useMe } from "../../components/account/use-session.ts";
import { codeOf } from "../../lib/api/api-error.ts";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { useTitle } from "../../lib/use-title.ts";
import { confirmEmailMutation, resendVerificationMutation } from "../../models/account/sign-in-calls.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { AccountFrame } from "./account-frame.tsx";
import { PasswordField } from "./password-field.tsx";

/** With a token: confirms it when a button is pressed. Without: says where to look. */
export function VerifyEmailPage({ token }: { token: string | undefined }) {
  const { t } = useWords();
  useTitle(t("account.verifyTitle"));
  return token === undefined ? <LookIntoMailbox /> : <Confirm token={token} />;
}

const useConfirming = (token: string) => useMutation(confirmEmailMutation(token));
type Confirming = ReturnType<typeof useConfirming>;

function Confirm({ token }: { token: string }) {
  const { t } = useWords();
  const confirm = useConfirming(token);
  if (confirm.isSuccess) return <Confirmed isNewPassword={confirm.data.password_changed} />;
  const code = confirm.error === null ? null : codeOf(confirm.error);
  const isRefusal = code === "password_required" || code === "weak_password";
  // Once a password was asked for, the form stays whatever comes of it.
  if (isRefusal || confirm.variables !== undefined)
    return code === "token_invalid" ? <LinkIsOver /> : <WithPassword token={token} confirm={confirm} />;
  if (code === "token_invalid" || code === "validation_failed") return <LinkIsOver />;
  return (
    <AccountFrame title={t("account.verifyAsk")} lead={t("account.verifyAskLead")}>
      {code === null ? null : <Refusal>{t(`error.${code}`)}</Refusal>}
      <Button look="primary" size="lg" disabled={confirm.isPending} onClick={() => confirm.mutate(undefined)}>
        {t("account.verifyConfirm")}
      </Button>
    </AccountFrame>
  );
}

/** For whoever is not signed in as that account here: the mail alone does not say who signed up. */
function WithPassword({ token, confirm }: { token: string; confirm: Confirming }) {
  const { t } = useWords();
  const form = useForm({
    schema: verifyEmail.body,
    initial: { password: "" },
    bodyOf: ({ password }) => ({ token, password }),
    send: ({ password }) => confirm.mutateAsync(password),
    fields: ["password"],
    fieldCodes: { weak_password: "password" },
  });
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => element.current?.querySelector("input")?.focus(), []);
  const fault = form.faultOf("password");
  const ofField =
    fault === null ? null : t(fault === "invalid" ? "account.invalidPassword" : `error.${fault}`);
  return (
    <AccountFrame title={t("account.verifyPassword")} lead={t("account.verifyPasswordLead")}>
      <form ref={element} onSubmit={form.submit} noValidate className="flex flex-col gap-5">
        <PasswordField
          value={form.values.password}
          onChange={(password) => form.change({ password })}
          autoComplete="new-password"
          hint={t("account.verifyPasswordHint")}
          error={ofField}
          isShownFirst
        />
        {form.general ? <Refusal>{t(`error.${form.general}`)}</Refusal> : null}
        <Button type="submit" look="primary" size="lg" disabled={confirm.isPending}>
          {t("account.verifyConfirm")}
        </Button>
      </form>
    </AccountFrame>
  );
}

function Refusal({ children }: { children: string }) {
  return (
    <p role="alert" className="mb-5 rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
      {children}
    </p>
  );
}

function Confirmed({ isNewPassword }: { isNewPassword: boolean }) {
  const { t } = useWords();
  const lead = t(isNewPassword ? "account.verifyDoneNewPassword" : "account.verifyDoneLead");
  return (
    <AccountFrame title={t("account.verifyDone")} lead={lead}>
      <Link to="/upload" className={buttonClass("primary", "lg")}>
        {t("account.verifyAction")}
      </Link>
    </AccountFrame>
  );
}

function LinkIsOver() {
  const { t } = useWords();
  return (
    <AccountFrame title={t("account.verifyFailed")} lead={t("account.verifyFailedLead")}>
      <Resend />
    </AccountFrame>
  );
}

function LookIntoMailbox() {
  const { t } = useWords();
  const { data: me } = useMe();
  if (me?.email_verified) return <Confirmed isNewPassword={false} />;
  const lead = me?.email ? t("account.verifyLead", { email: me.email }) : t("account.verifyLeadAny");
  return (
    <AccountFrame title={t("account.verifyTitle")} lead={lead}>
      <Resend />
    </AccountFrame>
  );
}

function Resend() {
  const { t } = useWords();
  const { data: me } = useMe();
  const resend = useMutation(resendVerificationMutation);
  if (!me) {
    return (
      <Link to="/sign-in" search={{ next: "/verify-email" }} className={buttonClass("quiet", "lg")}>
        {t("nav.signIn")}
      </Link>
    );
  }
  const send = () =>
    resend.mutate(undefined, {
      onSuccess: () => toast(t("account.verifyResent")),
      onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }),
    });
  return (
    <Button size="lg" onClick={send} disabled={resend.isPending}>
      {t("account.verifyResend")}
    </Button>
  );
}
