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
