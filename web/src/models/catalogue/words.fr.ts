import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : la première page. */
const fr: WordsOf<typeof en> = {
  discover: {
    title: "Découvrir",
    newest: "Nouveautés",
    lead: "Tout frais de la communauté, du plus récent au plus ancien.",
    asGrid: "Afficher en grille",
    asList: "Afficher en liste",
    layout: "Disposition",
    empty: "Rien pour l'instant",
    emptyHint: "Le premier morceau pourrait être le vôtre.",
    emptyAction: "Publier un morceau",
    end: "C'est tout, pour le moment.",
    featured: "À l'instant",
    failed: "Les morceaux n'ont pas pu être chargés",
  },
  row: {
    play: "Écouter {{title}}",
    pause: "Mettre {{title}} en pause",
    waveform: "Forme d'onde de {{title}} : position",
    at: "{{position}} sur {{duration}}",
  },
};

export default fr;
