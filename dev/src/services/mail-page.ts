import type { StoredMail } from "./mail-outbox.ts";

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};
const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Escaped text whose http links can be clicked; a link ends before the punctuation that follows it. */
export function linkify(text: string): string {
  return text
    .split(/(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/)
    .map((piece, index) =>
      index % 2 === 1 ? `<a href="${escapeHtml(piece)}">${escapeHtml(piece)}</a>` : escapeHtml(piece),
    )
    .join("");
}

function renderMail(mail: StoredMail, open: boolean): string {
  const html =
    mail.html === undefined
      ? ""
      : `<iframe title="HTML version of “${escapeHtml(mail.subject)}”" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escapeHtml(`<base target="_blank">${mail.html}`)}"></iframe>`;
  return `<li><details${open ? " open" : ""}>
<summary><span class="subject">${escapeHtml(mail.subject)}</span><span class="to">${escapeHtml(mail.to)}</span><time datetime="${mail.sent_at}">${mail.sent_at.slice(0, 19).replace("T", " ")}</time></summary>
<pre>${linkify(mail.text)}</pre>${html}
</details></li>`;
}

/**
 * The outbox as a page. It needs no script; style and the little script that reloads come from their own
 * addresses, so it lives with a strict content policy.
 */
export function renderMailPage(mails: StoredMail[], to?: string): string {
  const list = mails.map((mail, index) => renderMail(mail, index === 0)).join("\n");
  const empty =
    '<p class="empty">Nothing was sent yet. Register on the site, and the mail with the link appears here.</p>';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Mail · Veza development</title>
<link rel="stylesheet" href="/dev/mail.css">
<script src="/dev/mail.js" defer></script>
</head>
<body data-newest="${mails[0]?.id ?? ""}">
<header><h1>Mail</h1><p>${mails.length} ${mails.length === 1 ? "message" : "messages"}${to === undefined ? "" : ` to ${escapeHtml(to)}`} that this development copy would have sent. <a href="/">To the site</a></p></header>
<main>${mails.length === 0 ? empty : `<ol>${list}</ol>`}</main>
</body>
</html>`;
}

export const MAIL_STYLE = `
:root { color-scheme: light dark; --ground: #f6f3ee; --card: #fffdfa; --ink: #221d18; --soft: #7a6f63; --line: #e4dcd0; --accent: #b4481e; }
@media (prefers-color-scheme: dark) { :root { --ground: #16130f; --card: #201c17; --ink: #f1e9de; --soft: #a4988a; --line: #352e26; --accent: #f0956a; } }
* { box-sizing: border-box; }
body { margin: 0; padding: clamp(1rem, 4vw, 3rem); background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
header, main { max-width: 46rem; margin-inline: auto; }
h1 { font-size: 2rem; letter-spacing: -0.02em; margin: 0; }
header p { color: var(--soft); margin: 0.25rem 0 2rem; }
a { color: var(--accent); overflow-wrap: anywhere; }
ol { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
details { background: var(--card); border: 1px solid var(--line); border-radius: 0.9rem; overflow: hidden; }
summary { display: grid; grid-template-columns: 1fr auto; gap: 0.1rem 1rem; padding: 1rem 1.25rem; cursor: pointer; list-style: none; }
summary:focus-visible { outline: 3px solid var(--accent); outline-offset: -3px; }
.subject { font-weight: 650; }
.to, time { color: var(--soft); font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.to { grid-row: 2; }
time { grid-row: 1; grid-column: 2; }
pre { margin: 0; padding: 0.25rem 1.25rem 1.25rem; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; }
iframe { display: block; width: 100%; height: 26rem; border: 0; border-top: 1px solid var(--line); background: #fff; }
.empty { padding: 3rem 1.5rem; text-align: center; color: var(--soft); border: 1px dashed var(--line); border-radius: 0.9rem; }
`;

/** Shows a new mail by itself, unless an older one is being read. */
export const MAIL_SCRIPT = `
setInterval(async () => {
  const reading = document.querySelectorAll("li:not(:first-child) details[open]").length > 0;
  if (reading || document.hidden) return;
  const mails = await fetch("/dev/mail.json" + location.search).then((answer) => answer.json()).catch(() => []);
  if (mails.length > 0 && mails[0].id !== document.body.dataset.newest) location.reload();
}, 3000);
`;
