import type { WordsOf } from "../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : le cadre de chaque page. */
const fr: WordsOf<typeof en> = {
  app: {
    skip: "Aller au contenu",
    navigation: "Navigation principale",
    offline: "Vous êtes hors ligne. Ce qui est affiché reste ; la suite reviendra avec la connexion.",
    newVersion: "La page a besoin d'une version plus récente d'elle-même.",
    reload: "Recharger",
    loading: "Chargement…",
    close: "Fermer",
    cancel: "Annuler",
    retry: "Réessayer",
    more: "Plus",
  },
  nav: {
    discover: "Découvrir",
    rooms: "Salons",
    upload: "Publier",
    myTracks: "Mes morceaux",
    settings: "Réglages",
    signIn: "Se connecter",
    signOut: "Se déconnecter",
    register: "Créer un compte",
    account: "Compte",
    notifications: "Notifications",
  },
  notFound: {
    title: "Cette page joue le silence",
    lead: "Il n'y a rien à cette adresse.",
    action: "Aller à Découvrir",
  },
  crash: {
    title: "Quelque chose s'est cassé sur cette page",
    lead: "La musique continue. Rechargez la page ; si cela se reproduit, dites-nous ce que vous faisiez.",
    action: "Recharger",
  },
  error: {
    invalid_request: "La demande n'a pas été comprise.",
    malformed_json: "La demande n'a pas été comprise.",
    invalid_cursor: "Cette liste a bougé. Chargez-la de nouveau.",
    unauthenticated: "Connectez-vous pour faire cela.",
    token_expired: "Votre session est terminée. Reconnectez-vous.",
    forbidden: "Vous ne pouvez pas faire cela.",
    not_found: "Ceci n'existe pas, ou n'existe plus.",
    rate_limited: "C'était un peu rapide. Attendez un instant et réessayez.",
    internal: "Quelque chose s'est mal passé chez nous. Réessayez dans un instant.",
    unavailable: "Une partie de Veza se repose. Réessayez dans un instant.",
    offline: "Vous êtes hors ligne.",
    timeout: "La réponse a trop tardé. Réessayez.",
    network: "Veza est injoignable. Vérifiez la connexion et réessayez.",
    bad_reply: "La réponse n'a pas été comprise. Rechargez la page.",
  },
};

export default fr;
