import { Fragment, memo, type ReactNode, useState } from "react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { isOnlyEmojis } from "../../models/chat/emoji.ts";
import { type Block, type Inline, parseMarkdown } from "../../models/chat/markdown.ts";

/** A message's text as elements. Nothing in it is ever read as HTML. */
export const MessageBody = memo(function MessageBody({ text }: { text: string }) {
  if (isOnlyEmojis(text)) return <p className="text-4xl leading-snug">{text}</p>;
  return (
    <div className="flex flex-col gap-1.5 leading-relaxed wrap-anywhere">
      <Blocks blocks={parseMarkdown(text)} />
    </div>
  );
});

function Blocks({ blocks }: { blocks: readonly Block[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text is parsed anew as a whole.
  return blocks.map((block, i) => <OneBlock key={i} block={block} />);
}

function OneBlock({ block }: { block: Block }) {
  switch (block.t) {
    case "paragraph":
      return (
        <p>
          <Inlines nodes={block.inner} />
        </p>
      );
    case "code":
      return (
        <pre
          // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines are scrolled by keyboard too.
          tabIndex={0}
          className="max-w-full overflow-x-auto rounded-xl bg-raised px-3.5 py-2.5 font-mono text-sm leading-normal ring-1 ring-line ring-inset"
        >
          <code>{block.text}</code>
        </pre>
      );
    case "quote":
      return (
        <blockquote className="flex flex-col gap-1 border-l-3 border-line-strong pl-3 text-ink-2">
          <Blocks blocks={block.inner} />
        </blockquote>
      );
    case "list": {
      const List = block.isOrdered ? "ol" : "ul";
      return (
        <List
          {...(block.isOrdered ? { start: block.start } : {})}
          className={`pl-6 ${block.isOrdered ? "list-decimal" : "list-disc"} marker:text-ink-3`}
        >
          {block.items.map((item, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a text is parsed anew as a whole.
            <li key={i}>
              <Inlines nodes={item} />
            </li>
          ))}
        </List>
      );
    }
  }
}

function Inlines({ nodes }: { nodes: readonly Inline[] }): ReactNode {
  // biome-ignore lint/suspicious/noArrayIndexKey: a text is parsed anew as a whole.
  return nodes.map((node, i) => <Fragment key={i}>{<OneInline node={node} />}</Fragment>);
}

function OneInline({ node }: { node: Inline }): ReactNode {
  switch (node.t) {
    case "text":
      return node.text;
    case "break":
      return <br />;
    case "code":
      return (
        <code className="rounded-md bg-raised px-1.5 py-0.5 font-mono text-[0.9em] ring-1 ring-line ring-inset">
          {node.text}
        </code>
      );
    case "bold":
      return (
        <strong className="font-bold">
          <Inlines nodes={node.inner} />
        </strong>
      );
    case "italic":
      return (
        <em>
          <Inlines nodes={node.inner} />
        </em>
      );
    case "strike":
      return (
        <s>
          <Inlines nodes={node.inner} />
        </s>
      );
    case "spoiler":
      return <Spoiler nodes={node.inner} />;
    case "link":
      return (
        <a
          href={node.href}
          target="_blank"
          rel="noopener noreferrer nofollow ugc"
          className="text-accent-ink underline decoration-1 underline-offset-3 hover:decoration-2"
        >
          <Inlines nodes={node.inner} />
        </a>
      );
    case "mention":
      return <Mention name={node.name} />;
  }
}

function Spoiler({ nodes }: { nodes: readonly Inline[] }) {
  const { t } = useWords();
  const [isShown, setShown] = useState(false);
  if (isShown)
    return (
      <span className="rounded-md bg-raised px-1">
        <Inlines nodes={nodes} />
      </span>
    );
  return (
    <button
      type="button"
      onClick={() => setShown(true)}
      className="inline-block min-h-6 rounded-md bg-ink-2 px-2 text-sm font-medium text-bg"
    >
      {t("chat.spoiler")}
    </button>
  );
}

/** Somebody's name; one's own stands out. */
function Mention({ name }: { name: string }) {
  const isMe = useRoom(({ you, people }) => {
    const own = you ? people.get(you.user_id)?.username : undefined;
    const named = name.toLowerCase();
    return named === "room" || named === own?.toLowerCase();
  });
  return (
    <span
      className={`rounded-md px-1 font-semibold ${isMe ? "bg-accent text-on-accent" : "bg-raised text-accent-ink"}`}
    >
      @{name}
    </span>
  );
}
