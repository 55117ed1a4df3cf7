import { useRouter } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { withWords } from "../lib/i18n/i18n.ts";
import { useMe } from "../lib/operations/get-me.ts";
import { Button } from "./button.tsx";

const Dialog = lazy(() =>
  withWords(import("./listen-together.tsx")).then((it) => ({ default: it.ListenTogether })),
);

/** The button that opens a listening party with some tracks. Guests are asked to sign in and come back. */
export function ListenTogetherButton({ trackIds }: { trackIds: readonly string[] }) {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    if (me) setOpen(true);
    else void router.navigate({ to: "/sign-in", search: { next: router.state.location.href } });
  };
  return (
    <>
      <Button onClick={open}>
        <Users className="size-4.5" aria-hidden="true" />
        {t("party.listen")}
      </Button>
      {isOpen ? (
        <Suspense fallback={null}>
          <Dialog trackIds={trackIds} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
