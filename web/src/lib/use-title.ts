import { useEffect } from "react";

/** Names the page in the tab: `Title · Veza`. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title === "Veza" ? title : `${title} · Veza`;
  }, [title]);
}
