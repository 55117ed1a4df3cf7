import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : les notifications. */
const fr: WordsOf<typeof en> = {
  notifications: {
    title: "Notifications",
    unread_one: "{{shown}} notification non lue",
    unread_other: "{{shown}} notifications non lues",
    none: "Rien de nouveau",
    noneHint: "Quand un de vos titres est prêt, ou que quelqu'un vous écrit, c'est dit ici.",
    chat_mention: "{{author}} vous a nommé dans {{room}}",
    chat_reply: "{{author}} vous a répondu dans {{room}}",
    chat_dm: "{{author}} vous a écrit",
    report_decided: "Votre signalement a été tranché. Merci.",
    track_processed: "« {{title}} » est prêt à être écouté",
    track_review: "« {{title}} » attend votre décision",
    track_failed: "« {{title}} » n'a pas pu être préparé",
    system: "Un message de Veza",
    failed: "Les notifications n'ont pas pu être chargées",
    untitled: "Votre morceau",
  },
};

export default fr;
