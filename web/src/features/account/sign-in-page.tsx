import { Link, useRouter } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/field.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useTitle } from "../../lib/use-title.ts";
import { AccountFrame } from "./account-frame.tsx";
import { useSignIn } from "./operations/sign-in.ts";
import { PasswordField } from "./password-field.tsx";

export function SignInPage({ next }: { next: string | undefined }) {
  const { t } = useTranslation();
  useTitle(t("nav.signIn"));
  const router = useRouter();
  const signIn = useSignIn();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate({ email: email.trim(), password }, { onSuccess: () => router.history.push(next ?? "/") });
  };
  return (
    <AccountFrame title={t("account.signInTitle")} lead={t("account.signInLead")}>
      <form onSubmit={submit} className="flex flex-col gap-5">
        <TextField
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="username"
          required
          value={email}
          onChange={(event) => setEmail(event.target.value)}
        />
        <PasswordField value={password} onChange={setPassword} autoComplete="current-password" />
        {signIn.isError ? (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(`error.${codeOf(signIn.error)}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={signIn.isPending}>
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
