import { useMutation } from "@tanstack/react-query";
import { Link, useRouter } from "@tanstack/react-router";
import { login } from "@veza/contracts/http/sign-in";
import { codeOf } from "../../lib/api/api-error.ts";
import { useForm } from "../../lib/forms/use-form.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { useTitle } from "../../lib/use-title.ts";
import { mailSignInLinkMutation, signInMutation } from "../../models/account/sign-in-calls.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AccountFrame } from "./account-frame.tsx";
import { PasswordField } from "./password-field.tsx";

/** @param link token of a mailed link: with it nobody else's wrong passwords hold this sign-in up */
export function SignInPage({ next, link }: { next: string | undefined; link: string | undefined }) {
  const { t } = useWords();
  useTitle(t("nav.signIn"));
  const router = useRouter();
  const { mutateAsync: send } = useMutation(signInMutation);
  const form = useForm({
    schema: login.body,
    initial: { email: "", password: "" },
    bodyOf: ({ email, password }) => ({
      email: email.trim(),
      password,
      ...(link === undefined ? {} : { link_token: link }),
    }),
    send,
    fields: ["email"],
    onDone: () => router.history.push(next ?? "/"),
  });
  const { values, change } = form;
  const emailFault = form.faultOf("email");
  const code = form.error === null ? null : codeOf(form.error);
  return (
    <AccountFrame title={t("account.signInTitle")} lead={t("account.signInLead")}>
      <form onSubmit={form.submit} className="flex flex-col gap-5">
        <TextField
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={values.email}
          error={emailFault === null ? null : t("account.invalidEmail")}
          onChange={(event) => change({ email: event.target.value })}
        />
        <PasswordField
          value={values.password}
          onChange={(password) => change({ password })}
          autoComplete="current-password"
        />
        {form.general ? (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(`error.${form.general}`)}
          </p>
        ) : null}
        {code === "account_locked" ? <MailLink email={values.email.trim()} /> : null}
        <Button type="submit" look="primary" size="lg" disabled={form.isPending}>
          {t("account.signIn")}
        </Button>
      </form>
      <p className="mt-6 text-ink-2">
        {t("account.noAccount")}{" "}
        <Link
          to="/register"
          search={next === undefined ? {} : { next }}
          className="font-semibold text-ink underline underline-offset-4"
        >
          {t("account.register")}
        </Link>
      </p>
    </AccountFrame>
  );
}

/** For the owner whom other people's guesses hold up. */
function MailLink({ email }: { email: string }) {
  const { t } = useWords();
  const mail = useMutation(mailSignInLinkMutation);
  const send = () =>
    mail.mutate(email, {
      onSuccess: () => toast(t("account.linkMailed")),
      onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }),
    });
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="text-sm text-ink-2">{t("account.lockedLead")}</p>
      <Button onClick={send} disabled={mail.isPending || mail.isSuccess}>
        {t("account.mailLink")}
      </Button>
    </div>
  );
}
