import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : les chiffres de l'écoute. */
const fr: WordsOf<typeof en> = {
  quality: {
    title: "Comment se passe l'écoute",
    lead: "Tous auditeurs confondus, d'après leurs lecteurs.",
    range: "Période",
    "6h": "6 heures",
    "7d": "7 jours",
    "90d": "90 jours",
    look: "Afficher en",
    plots: "Courbes",
    table: "Tableau",
    empty: "Rien n'a été écouté pendant cette période",
    emptyHint: "Dès que quelqu'un écoute, cela s'affiche ici en moins de cinq minutes.",
    failed: "Les chiffres n'ont pas pu être chargés",
    starts: "Du clic au son",
    startsHint:
      "La moitié des départs est plus rapide que la ligne du bas, 95 sur 100 plus rapides que celle du haut.",
    p50: "La moitié",
    p95: "95 sur 100",
    stalls: "Coupures par heure d'audio",
    stallsHint: "Combien de fois la musique a dû attendre des données.",
    switches: "Changements de qualité",
    switchesHint: "Vers le haut et vers le bas, par le choix automatique.",
    sent: "Audio envoyé",
    sentHint: "Heures d'audio par flux.",
    sessions: "Sessions",
    sessionsHint: "Connexions terminées.",
    plays: "Écoutes",
    playsHint: "Écoutes comptées.",
    when: "Depuis",
    ms: "{{value}} ms",
    hours: "{{value}} h",
    total: "{{value}} en tout",
    worst: "au plus {{value}}",
    mean: "{{value}} en moyenne",
    none: "aucune",
    plot: "{{name}} : {{summary}}. Le tableau donne tous les chiffres.",
    stallsColumn: "Coupures",
    stalledColumn: "Temps coupé",
    tableCaption: "Qualité de l'écoute, le plus récent d'abord",
  },
};

export default fr;
