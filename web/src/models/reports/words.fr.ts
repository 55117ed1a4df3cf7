import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : les signalements aux modérateurs. */
const fr: WordsOf<typeof en> = {
  reports: {
    title: "Signalements",
    lead: "Ce que les membres et les règles des salons ont signalé. Prenez un signalement avant de le trancher.",
    state: "Montrer",
    open: "Ouverts",
    claimed: "Pris",
    decided: "Tranchés",
    log: "Journal",
    none: "Rien à trancher",
    noneHint: "Les nouveaux signalements arrivent d'eux-mêmes.",
    failed: "Les signalements n'ont pas pu être chargés",
    in: "dans {{room}}",
    reportedBy: "{{name}} : {{category}}",
    rules: "Les règles du salon",
    claim: "Prendre",
    release: "Rendre",
    claimedBy: "Pris par {{name}}",
    decide: "Trancher…",
    decideTitle: "Trancher le signalement",
    dismissed: "Le rejeter",
    removed: "Retirer le message",
    removed_and_banned: "Le retirer et exclure son auteur du salon",
    outcome_dismissed: "Rejeté",
    outcome_removed: "Message retiré",
    outcome_removed_and_banned: "Message retiré, auteur exclu",
    note: "Note",
    noteHint: "Figure au journal. Les personnes qui ont signalé n'apprennent que l'issue.",
    confirm: "Trancher",
    taken: "Quelqu'un a été plus rapide. La liste est à jour.",
    actClaim: "{{name}} a pris un signalement",
    actRelease: "{{name}} a rendu un signalement",
    actDecide: "{{name}} a tranché : {{outcome}}",
    spam: "spam",
    abuse: "abus",
    illegal: "contenu illégal",
    copyright: "droit d'auteur",
    other: "autre chose",
  },
};

export default fr;
