import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { register } from "@veza/contracts/http/sign-in";
import { useForm } from "../../lib/forms/use-form.ts";
import { currentLocale } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { useTitle } from "../../lib/use-title.ts";
import { registerMutation } from "../../models/account/sign-in-calls.ts";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { AccountFrame } from "./account-frame.tsx";
import { PasswordField } from "./password-field.tsx";

const INVALID = {
  username: "account.invalidUsername",
  email: "account.invalidEmail",
  password: "account.invalidPassword",
} as const;

export function RegisterPage({ next }: { next: string | undefined }) {
  const { t } = useWords();
  useTitle(t("account.register"));
  const navigate = useNavigate();
  const { mutateAsync: send } = useMutation(registerMutation);
  const form = useForm({
    schema: register.body,
    initial: { username: "", email: "", password: "" },
    bodyOf: (typed) => ({
      username: typed.username.trim().toLowerCase(),
      email: typed.email.trim(),
      password: typed.password,
      locale: currentLocale(),
    }),
    send,
    fields: ["username", "email", "password"],
    onDone: () => void navigate({ to: "/verify-email" }),
    fieldCodes: { username_taken: "username", weak_password: "password" },
  });
  const { values, change } = form;
  const errorOf = (field: keyof typeof INVALID): string | null => {
    const fault = form.faultOf(field);
    if (fault === null) return null;
    return fault === "invalid" ? t(INVALID[field]) : t(`error.${fault}`);
  };
  return (
    <AccountFrame title={t("account.registerTitle")} lead={t("account.registerLead")}>
      <form onSubmit={form.submit} noValidate className="flex flex-col gap-5">
        <TextField
          label={t("account.username")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          hint={t("account.usernameHint")}
          value={values.username}
          error={errorOf("username")}
          onChange={(event) => change({ username: event.target.value })}
        />
        <TextField
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="email"
          required
          value={values.email}
          error={errorOf("email")}
          onChange={(event) => change({ email: event.target.value })}
        />
        <PasswordField
          value={values.password}
          onChange={(password) => change({ password })}
          autoComplete="new-password"
          hint={t("account.passwordHint")}
          error={errorOf("password")}
        />
        {form.general ? (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(`error.${form.general}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={form.isPending}>
          {t("account.register")}
        </Button>
      </form>
      <p className="mt-6 text-ink-2">
        {t("account.haveAccount")}{" "}
        <Link
          to="/sign-in"
          search={next === undefined ? {} : { next }}
          className="font-semibold text-ink underline underline-offset-4"
        >
          {t("account.signIn")}
        </Link>
      </p>
    </AccountFrame>
  );
}
