import type { ButtonHTMLAttributes } from "react";

export type ButtonLook = "primary" | "quiet" | "plain" | "danger";

const LOOKS: Record<ButtonLook, string> = {
  primary: "bg-accent text-on-accent hover:bg-accent-hover",
  quiet: "bg-raised text-ink ring-1 ring-inset ring-line hover:ring-line-strong",
  plain: "text-ink-2 hover:text-ink hover:bg-raised",
  danger: "bg-danger-surface text-danger ring-1 ring-inset ring-danger/40 hover:ring-danger",
};

/** Class of a button, for links that look like one. */
export function buttonClass(look: ButtonLook = "quiet", size: "md" | "lg" = "md"): string {
  const box = size === "lg" ? "min-h-12 px-6 text-base" : "min-h-11 px-4 text-sm";
  return `inline-flex ${box} items-center justify-center gap-2 rounded-full font-semibold whitespace-nowrap transition-colors disabled:opacity-55 ${LOOKS[look]}`;
}

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: ButtonLook;
  size?: "md" | "lg";
}

export function Button({
  look = "quiet",
  size = "md",
  className = "",
  type = "button",
  ...rest
}: ButtonProps) {
  return <button type={type} className={`${buttonClass(look, size)} ${className}`} {...rest} />;
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  ref?: React.Ref<HTMLButtonElement>;
}

/** A round button whose name is read and shown on hover; 44 px, so that a thumb finds it. */
export function IconButton({ label, className = "", type = "button", ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      aria-label={label}
      title={label}
      className={`grid size-11 shrink-0 place-items-center rounded-full text-ink-2 transition-colors hover:bg-raised hover:text-ink disabled:opacity-45 disabled:hover:bg-transparent ${className}`}
      {...rest}
    />
  );
}
