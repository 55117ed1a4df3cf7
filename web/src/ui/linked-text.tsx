import { linkedRuns } from "../lib/linked-text.ts";

/** A plain text that somebody wrote, with its addresses as links. */
export function LinkedText({ text }: { text: string }) {
  return linkedRuns(text).map((run, i) =>
    run.href === null ? (
      run.text
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: a text is cut anew as a whole.
        key={i}
        href={run.href}
        target="_blank"
        rel="noopener noreferrer nofollow ugc"
        className="text-accent-ink underline decoration-1 underline-offset-3 hover:decoration-2 wrap-anywhere"
      >
        {run.text}
      </a>
    ),
  );
}
