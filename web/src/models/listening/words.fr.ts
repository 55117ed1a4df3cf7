import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : l'historique d'écoute. */
const fr: WordsOf<typeof en> = {
  shelves: {
    continue: "Reprendre l'écoute",
    resume: "Reprendre {{title}} à {{position}}",
    left: "encore {{time}}",
    recent: "Écoutés récemment",
    all: "Tout l'historique",
  },
  history: {
    title: "Historique d'écoute",
    lead: "Ce que vous avez écouté. Vous seul le voyez.",
    today: "Aujourd'hui",
    yesterday: "Hier",
    playedAt: "Dernière écoute à {{time}}",
    stoppedAt: "Arrêté à {{position}}",
    plays_one: "écouté {{count}} fois",
    plays_other: "écouté {{count}} fois",
    remove: "Retirer {{title}} de l'historique",
    removed: "« {{title}} » a été retiré de l'historique",
    undo: "Annuler",
    clear: "Tout effacer",
    clearTitle: "Effacer votre historique d'écoute ?",
    clearHint: "Tout est oublié pour de bon. Les compteurs d'écoutes des morceaux ne changent pas.",
    cleared: "Votre historique d'écoute est vide.",
    empty: "Rien ici pour l'instant",
    emptyHint: "Ce que vous écoutez un moment apparaît ici.",
    emptyOff: "Aucun historique n'est tenu",
    emptyOffHint: "Vous l'avez désactivé dans les réglages.",
    emptyAction: "Trouver quelque chose à écouter",
    failed: "L'historique n'a pas pu être chargé",
    off: "L'historique est désactivé : rien ne s'y ajoute.",
    setting: "Historique d'écoute",
    keep: "Tenir un historique d'écoute",
    keepHint: "Désactivé, plus rien ne s'y ajoute ; ce qui s'y trouve reste jusqu'à ce que vous l'effaciez.",
    open: "Ouvrir l'historique",
    end: "C'est tout ce que vous avez écouté.",
  },
};

export default fr;
