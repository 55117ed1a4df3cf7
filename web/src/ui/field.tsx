import {
  type InputHTMLAttributes,
  type ReactNode,
  type SelectHTMLAttributes,
  type TextareaHTMLAttributes,
  useId,
} from "react";

interface FrameProps {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  children: ReactNode;
}

const BOX =
  "w-full min-h-11 rounded-xl border border-line-strong bg-bg px-3.5 py-2 text-base text-ink placeholder:text-ink-3 hover:border-ink-3 focus-visible:border-accent-ink aria-invalid:border-danger";

function Frame({ id, label, hint, error, children }: FrameProps) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-xs text-ink-3">
          {hint}
        </p>
      )}
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-sm font-medium text-danger">
          {error}
        </p>
      ) : null}
    </div>
  );
}

function described(
  id: string,
  hint: string | undefined,
  error: string | null | undefined,
): string | undefined {
  const ids = [hint === undefined ? "" : `${id}-hint`, error ? `${id}-error` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

interface Common {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
}

export function TextField({
  label,
  hint,
  error,
  className = "",
  ...rest
}: Common & InputHTMLAttributes<HTMLInputElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <input
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error)}
        className={`${BOX} ${className}`}
      />
    </Frame>
  );
}

export function TextArea({
  label,
  hint,
  error,
  ...rest
}: Common & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <textarea
        {...rest}
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={described(id, hint, error)}
        className={`${BOX} min-h-28 resize-y`}
      />
    </Frame>
  );
}

export function SelectField({
  label,
  hint,
  error,
  children,
  ...rest
}: Common & SelectHTMLAttributes<HTMLSelectElement>) {
  const own = useId();
  const id = rest.id ?? own;
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <select {...rest} id={id} aria-describedby={described(id, hint, error)} className={`${BOX} pr-8`}>
        {children}
      </select>
    </Frame>
  );
}

interface ChoiceProps<T extends string> {
  legend: ReactNode;
  name: string;
  value: T;
  options: readonly { value: T; label: string; hint?: string }[];
  onChange: (value: T) => void;
  disabled?: boolean;
}

/** One of a few, all in view. */
export function Choice<T extends string>({
  legend,
  name,
  value,
  options,
  onChange,
  disabled = false,
}: ChoiceProps<T>) {
  return (
    <fieldset disabled={disabled}>
      <legend className="mb-1.5 text-sm font-semibold">{legend}</legend>
      <div className="inline-flex max-w-full flex-wrap gap-1 rounded-2xl bg-surface p-1 ring-1 ring-line ring-inset">
        {options.map((option) => (
          <label
            key={option.value}
            title={option.hint}
            className="relative flex min-h-11 items-center rounded-xl px-4 text-sm font-medium text-ink-2 transition-colors has-checked:bg-ink has-checked:text-bg has-focus-visible:outline-3 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink hover:text-ink has-checked:hover:text-bg"
          >
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
              className="absolute inset-0 cursor-pointer opacity-0"
            />
            {option.label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
