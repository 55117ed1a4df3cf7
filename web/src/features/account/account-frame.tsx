import type { ReactNode } from "react";
import { Sleeve } from "../../ui/sleeve.tsx";

/** The frame of sign-in and its like: a form beside a wall of sleeves. */
export function AccountFrame({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: string;
  children: ReactNode;
}) {
  return (
    <div className="grid min-h-[calc(100dvh-8rem)] items-center gap-12 px-4 py-8 sm:px-8 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="mx-auto w-full max-w-md">
        <h1 className="text-4xl font-extrabold">{title}</h1>
        {lead === undefined ? null : <p className="mt-3 text-lg text-ink-2">{lead}</p>}
        <div className="mt-8">{children}</div>
      </div>
      <div aria-hidden="true" className="hidden grid-cols-3 gap-4 xl:grid">
        {["vinyl", "tape", "lamp", "choir", "harbour", "dust", "street", "salt", "echo"].map(
          (name, index) => (
            <Sleeve
              key={name}
              id={name}
              artworkUrl={null}
              size={600}
              className={`w-full rounded-2xl ${index % 3 === 1 ? "translate-y-8" : ""}`}
            />
          ),
        )}
      </div>
    </div>
  );
}
