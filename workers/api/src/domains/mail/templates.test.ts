import { expect, test } from "vitest";
import { renderMail } from "./templates.ts";

test("values are text: they can't become markup or further headers", () => {
  const mail = renderMail({
    to: "a@b.test",
    template: "track_processed",
    locale: "en",
    values: {
      username: "ada",
      title: "<b>x</b>\r\nBcc: evil@b.test",
      link: 'https://veza.test/t?"><script>',
    },
  });
  expect(mail.subject).toBe("<b>x</b> Bcc: evil@b.test is ready");
  expect(mail.html).not.toContain("<b>");
  expect(mail.html).not.toContain("<script>");
  expect(mail.text).toContain("https://veza.test/t");
});

test("French gets French", () => {
  const mail = renderMail({
    to: "a@b.test",
    template: "verify_email",
    locale: "fr",
    values: { username: "ada", link: "https://veza.test/verify" },
  });
  expect(mail.html).toContain('lang="fr"');
  expect(mail.text).toContain("Bonjour ada");
  expect(mail.text).toContain("https://veza.test/verify");
});

test("a mail about a message quotes it as text and says where to turn such mails off, in both languages", () => {
  const values = {
    username: "ada",
    author: "ben",
    where: "Veza Lounge",
    body: "<i>listen</i> {link}",
    link: "https://veza.test/rooms/r?message=m",
    settings: "https://veza.test/settings",
  };
  for (const [locale, subject] of [
    ["en", "ben wrote to you on Veza"],
    ["fr", "ben vous a écrit sur Veza"],
  ] as const) {
    const mail = renderMail({ to: "a@b.test", template: "chat_message", locale, values });
    expect(mail.subject).toBe(subject);
    expect(mail.html).not.toContain("<i>");
    // A value is put in as it is: what looks like a placeholder in it stays.
    expect(mail.text).toContain("<i>listen</i> {link}");
    expect(mail.text).toContain("https://veza.test/settings");
    expect(mail.text).toContain(values.link);
  }
});
