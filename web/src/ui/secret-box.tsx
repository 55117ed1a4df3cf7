import { Copy } from "lucide-react";
import { useWords } from "../lib/i18n/use-words.ts";
import { toast } from "../lib/toasts.ts";
import { Button } from "./button.tsx";

/** Something that is shown once: to be copied now. */
export function SecretBox({ label, hint, secret }: { label: string; hint?: string; secret: string }) {
  const { t } = useWords();
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => toast(t("chatSettings.copied")),
      () => toast(t("chatSettings.notCopied"), { tone: "error" }),
    );
  return (
    <div role="status" className="rounded-2xl bg-surface p-4 ring-1 ring-line ring-inset">
      <p className="font-semibold">{label}</p>
      {hint === undefined ? null : <p className="mt-0.5 text-sm text-ink-2">{hint}</p>}
      <div className="mt-3 flex flex-wrap items-center gap-3">
        <code className="min-w-0 grow basis-60 font-mono text-sm break-all select-all">{secret}</code>
        <Button onClick={() => void copy()}>
          <Copy className="size-4" aria-hidden="true" />
          {t("chatSettings.copy")}
        </Button>
      </div>
    </div>
  );
}
