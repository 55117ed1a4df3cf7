import { useState } from "react";
import { useWords } from "../../lib/i18n/use-words.ts";
import { TextField } from "../../ui/field.tsx";

interface PasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  autoComplete: "current-password" | "new-password";
  hint?: string;
  error?: string | null;
  /** Where a slip of the finger would become the password. */
  isShownFirst?: boolean;
}

/** A password that may be looked at: typing blind makes people choose worse ones. */
export function PasswordField({
  value,
  onChange,
  autoComplete,
  hint,
  error,
  isShownFirst = false,
}: PasswordFieldProps) {
  const { t } = useWords();
  const [isShown, setShown] = useState(isShownFirst);
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
