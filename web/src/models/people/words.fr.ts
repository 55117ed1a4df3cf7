import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : les personnes. */
const fr: WordsOf<typeof en> = {
  person: {
    since: "Ici depuis le {{date}}",
    tracks_one: "{{count}} titre",
    tracks_other: "{{count}} titres",
    bot: "Robot",
    botHint: "Un programme écrit sous ce nom.",
    message: "Message",
    profile: "Profil",
    block: "Bloquer",
    unblock: "Débloquer",
    blocked: "Vous avez bloqué {{name}}. Aucun de vous ne peut écrire directement à l'autre.",
    blockedToast: "{{name}} est bloqué",
    unblockedToast: "{{name}} n'est plus bloqué",
    failed: "La fiche n'a pas pu être chargée",
  },
};

export default fr;
