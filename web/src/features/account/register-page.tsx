import { Link, useNavigate } from "@tanstack/react-router";
import { Email, Password, Username } from "@veza/contracts/http/accounts";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../components/button.tsx";
import { TextField } from "../../components/field.tsx";
import { ApiError, codeOf } from "../../lib/api/api-error.ts";
import { currentLocale } from "../../lib/i18n/i18n.ts";
import { useTitle } from "../../lib/use-title.ts";
import { AccountFrame } from "./account-frame.tsx";
import { useRegister } from "./operations/register.ts";
import { PasswordField } from "./password-field.tsx";

type Field = "username" | "email" | "password";

export function RegisterPage({ next }: { next: string | undefined }) {
  const { t } = useTranslation();
  useTitle(t("account.register"));
  const navigate = useNavigate();
  const register = useRegister();
  const [values, setValues] = useState({ username: "", email: "", password: "" });
  const [isChecked, setChecked] = useState(false);
  const set = (field: Field, value: string) => setValues((before) => ({ ...before, [field]: value }));

  const body = {
    username: values.username.trim().toLowerCase(),
    email: values.email.trim(),
    password: values.password,
  };
  const refused = register.error instanceof ApiError ? register.error : null;
  const fromServer = (field: Field) =>
    refused?.fields.some((it) => it.pointer === `/${field}`) ||
    (field === "username" && refused?.code === "username_taken") ||
    (field === "password" && refused?.code === "weak_password");
  const errorOf = (field: Field): string | null => {
    if (isChecked) {
      if (field === "username" && !Username.safeParse(body.username).success)
        return t("account.invalidUsername");
      if (field === "email" && !Email.safeParse(body.email).success) return t("account.invalidEmail");
      if (field === "password" && !Password.safeParse(body.password).success)
        return t("account.invalidPassword");
    }
    return refused && fromServer(field) ? t(`error.${refused.code}`) : null;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    const isValid =
      Username.safeParse(body.username).success &&
      Email.safeParse(body.email).success &&
      Password.safeParse(body.password).success;
    if (!isValid) return;
    register.mutate(
      { ...body, locale: currentLocale() },
      { onSuccess: () => void navigate({ to: "/verify-email" }) },
    );
  };
  const isGeneral = register.isError && !(["username", "email", "password"] as const).some(fromServer);
  return (
    <AccountFrame title={t("account.registerTitle")} lead={t("account.registerLead")}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
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
          onChange={(event) => set("username", event.target.value)}
        />
        <TextField
          label={t("account.email")}
          name="email"
          type="email"
          autoComplete="email"
          required
          value={values.email}
          error={errorOf("email")}
          onChange={(event) => set("email", event.target.value)}
        />
        <PasswordField
          value={values.password}
          onChange={(value) => set("password", value)}
          autoComplete="new-password"
          hint={t("account.passwordHint")}
          error={errorOf("password")}
        />
        {isGeneral ? (
          <p role="alert" className="rounded-xl bg-danger-surface px-4 py-3 text-sm font-medium text-danger">
            {t(`error.${codeOf(register.error)}`)}
          </p>
        ) : null}
        <Button type="submit" look="primary" size="lg" disabled={register.isPending}>
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
