import type { DataOf } from "@veza/contracts/events";
import type { Mail } from "./transport.ts";

type Request = DataOf<"mail.requested">;
type Template = Request["template"];
interface Text {
  subject: string;
  lines: string[];
  button?: string;
}

/** `{name}` stands for a value. */
const TEXTS: Record<Request["locale"], Record<Template, Text>> = {
  en: {
    verify_email: {
      subject: "Confirm your e-mail address",
      lines: [
        "Hello {username},",
        "Welcome to Veza. Confirm your address to upload and to join in:",
        "The link works for three days. If you did not sign up, ignore this mail.",
      ],
      button: "Confirm my address",
    },
    address_in_use: {
      subject: "You already have an account",
      lines: [
        "Hello {username},",
        "Somebody, maybe you, tried to sign up with your address. You already have an account, so nothing was changed. You can sign in here:",
      ],
      button: "Sign in",
    },
    account_locked: {
      subject: "Several wrong passwords for your account",
      lines: [
        "Hello {username},",
        "Somebody entered a wrong password for your account five times. Further tries now wait a little longer each time. If this was not you, your password still protects you; nothing else happened.",
        "If you are held up by it yourself, sign in with this link and your password. It works for one hour:",
      ],
      button: "Sign in",
    },
    sign_in_link: {
      subject: "Your link to sign in",
      lines: [
        "Hello {username},",
        "With this link nobody else's wrong passwords hold you up. You need your password all the same. It works for one hour:",
        "If you did not ask for it, ignore this mail.",
      ],
      button: "Sign in",
    },
    track_processed: {
      subject: "{title} is ready",
      lines: ["Hello {username},", "{title} has been scanned, analysed and transcoded. Listen to it here:"],
      button: "Open the track",
    },
    track_failed: {
      subject: "{title} could not be published",
      lines: ["Hello {username},", "{message}", "{remedy}"],
      button: "Open the track",
    },
    track_review: {
      subject: "{title} waits for your decision",
      lines: ["Hello {username},", "{message}", "{remedy}"],
      button: "Decide",
    },
    chat_message: {
      subject: "{author} wrote to you on Veza",
      lines: [
        "Hello {username},",
        "{author} wrote in {where} while you were away:",
        "“{body}”",
        "You get at most one such mail an hour for each conversation. If you want none, turn them off in your settings: {settings}",
      ],
      button: "Open the message",
    },
  },
  fr: {
    verify_email: {
      subject: "Confirmez votre adresse e-mail",
      lines: [
        "Bonjour {username},",
        "Bienvenue sur Veza. Confirmez votre adresse pour publier et participer :",
        "Le lien est valable trois jours. Si vous ne vous êtes pas inscrit, ignorez ce message.",
      ],
      button: "Confirmer mon adresse",
    },
    address_in_use: {
      subject: "Vous avez déjà un compte",
      lines: [
        "Bonjour {username},",
        "Quelqu'un, peut-être vous, a voulu s'inscrire avec votre adresse. Vous avez déjà un compte ; rien n'a changé. Vous pouvez vous connecter ici :",
      ],
      button: "Se connecter",
    },
    account_locked: {
      subject: "Plusieurs mots de passe erronés pour votre compte",
      lines: [
        "Bonjour {username},",
        "Quelqu'un a saisi cinq fois un mauvais mot de passe pour votre compte. Chaque nouvel essai devra attendre un peu plus longtemps. Si ce n'était pas vous, votre mot de passe vous protège ; rien d'autre ne s'est passé.",
        "Si cela vous retient vous-même, connectez-vous avec ce lien et votre mot de passe. Il est valable une heure :",
      ],
      button: "Se connecter",
    },
    sign_in_link: {
      subject: "Votre lien pour vous connecter",
      lines: [
        "Bonjour {username},",
        "Avec ce lien, les mots de passe erronés des autres ne vous retiennent pas. Votre mot de passe reste nécessaire. Il est valable une heure :",
        "Si vous ne l'avez pas demandé, ignorez ce message.",
      ],
      button: "Se connecter",
    },
    track_processed: {
      subject: "{title} est prêt",
      lines: ["Bonjour {username},", "{title} a été vérifié, analysé et encodé. Écoutez-le ici :"],
      button: "Ouvrir le morceau",
    },
    track_failed: {
      subject: "{title} n'a pas pu être publié",
      lines: ["Bonjour {username},", "{message}", "{remedy}"],
      button: "Ouvrir le morceau",
    },
    track_review: {
      subject: "{title} attend votre décision",
      lines: ["Bonjour {username},", "{message}", "{remedy}"],
      button: "Décider",
    },
    chat_message: {
      subject: "{author} vous a écrit sur Veza",
      lines: [
        "Bonjour {username},",
        "{author} a écrit dans {where} en votre absence :",
        "« {body} »",
        "Vous recevez au plus un tel message par heure et par conversation. Si vous n'en voulez aucun, désactivez-les dans vos paramètres : {settings}",
      ],
      button: "Ouvrir le message",
    },
  },
};

/**
 * The mail of a request, in the language of who gets it. Values are text: they are escaped in the HTML part.
 */
export function renderMail(request: Request): Mail {
  const template = TEXTS[request.locale][request.template];
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => request.values[name] ?? "");
  const link = request.values.link;
  const lines = template.lines.map(fill);
  const withLink = link !== undefined && template.button !== undefined;
  const paragraphs = lines.map((line) => `<p style="margin:0 0 16px">${escapeHtml(line)}</p>`).join("");
  const button = withLink
    ? `<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="background:#c2410c;color:#fff;padding:12px 20px;border-radius:8px;text-decoration:none;font-weight:600">${escapeHtml(template.button ?? "")}</a></p>`
    : "";
  return {
    to: request.to,
    subject: fill(template.subject).replaceAll(/[\r\n]+/g, " "),
    text: [...lines, ...(withLink ? [link] : []), "Veza"].join("\n\n"),
    html: `<!doctype html><html lang="${request.locale}"><body style="font:16px/1.5 system-ui,sans-serif;color:#1c1917;max-width:520px;margin:32px auto;padding:0 16px">${paragraphs}${button}<p style="color:#78716c">Veza</p></body></html>`,
  };
}

const escapeHtml = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
