import { useRouter } from "@tanstack/react-router";
import { Users } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { withWords } from "../../lib/i18n/i18n.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Button } from "../../ui/button.tsx";
import { useSession } from "../account/use-session.ts";

const Dialog = lazy(() =>
  withWords(import("./listen-together.tsx")).then((it) => ({ default: it.ListenTogether })),
);

/** The button that opens a listening party with some tracks. Guests are asked to sign in and come back. */
export function ListenTogetherButton({ trackIds }: { trackIds: readonly string[] }) {
  const { t } = useWords();
  const { state } = useSession();
  const router = useRouter();
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    // Not known yet: who has a session here is most likely its member, and the dialog asks the platform
    // anyway.
    if (state !== "guest") setOpen(true);
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
