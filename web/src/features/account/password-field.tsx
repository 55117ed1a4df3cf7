import { useState } from "react";
import { useTranslation } from "react-i18next";
import { TextField } from "../../components/field.tsx";

interface PasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  autoComplete: "current-password" | "new-password";
  hint?: string;
  error?: string | null;
}

/** A password that may be looked at: typing blind makes people choose worse ones. */
export function PasswordField({ value, onChange, autoComplete, hint, error }: PasswordFieldProps) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <div className="relative">
      <TextField
        label={t("account.password")}
        name="password"
        type={isShown ? "text" : "password"}
        autoComplete={autoComplete}
        required
        value={value}
        onChange={(event) => onChange(event.target.value)}
        hint={hint}
        error={error}
      />
      <button
        type="button"
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute -top-3 right-0 min-h-11 rounded-full px-2 text-sm font-medium text-ink-2 underline-offset-4 hover:text-ink hover:underline"
      >
        {t(isShown ? "account.hidePassword" : "account.showPassword")}
      </button>
    </div>
  );
}
