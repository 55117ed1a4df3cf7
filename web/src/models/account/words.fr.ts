import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : comptes et réglages. */
const fr: WordsOf<typeof en> = {
  artist: {
    tracks_one: "{{count}} morceau",
    tracks_other: "{{count}} morceaux",
    since: "Ici depuis le {{date}}",
    heading: "Morceaux",
    playAll: "Tout écouter",
    empty: "Aucun morceau publié",
    emptyHint: "Revenez plus tard : c'est ici que sera la musique.",
    missing: "Personne ne porte ce nom ici",
    missingHint: "Vérifiez l'orthographe de l'adresse.",
    failed: "Cette page n'a pas pu être chargée",
  },
  account: {
    signInTitle: "Content de vous revoir",
    signInLead: "Connectez-vous pour publier et suivre vos morceaux.",
    email: "E-mail",
    password: "Mot de passe",
    username: "Nom d'utilisateur",
    usernameHint: "3 à 50 lettres, chiffres ou _. Il devient votre adresse.",
    passwordHint: "Au moins 8 caractères. La longueur compte plus que les symboles.",
    showPassword: "Montrer le mot de passe",
    hidePassword: "Cacher le mot de passe",
    signIn: "Se connecter",
    noAccount: "Nouveau ici ?",
    haveAccount: "Déjà un compte ?",
    registerTitle: "Rejoindre Veza",
    registerLead: "Partagez ce que vous faites. Entendez ce que d'autres ont fait aujourd'hui.",
    register: "Créer un compte",
    verifyTitle: "Regardez votre boîte aux lettres",
    verifyLead: "Nous avons envoyé un lien à {{email}}. Ouvrez-le pour confirmer que l'adresse est la vôtre.",
    verifyLeadAny:
      "Nous avons envoyé un lien à votre adresse. Ouvrez-le pour confirmer qu'elle est la vôtre.",
    verifyResend: "Renvoyer le lien",
    verifyResent: "Un nouveau lien est en route.",
    verifyAsk: "Confirmez votre adresse",
    verifyAskLead: "Une pression, et c'est fait.",
    verifyConfirm: "Confirmer mon adresse",
    verifyPassword: "Encore une chose : un mot de passe",
    verifyPasswordLead:
      "Vous n'êtes pas connecté à ce compte ici. Saisissez son mot de passe. Si vous ne vous êtes pas inscrit vous-même ou ne le connaissez pas, choisissez-en un nouveau : il devient le seul, et personne d'autre n'entre plus.",
    verifyPasswordHint: "Le mot de passe de ce compte, ou un nouveau. Au moins 8 caractères.",
    verifyDoneNewPassword:
      "Désormais, le mot de passe que vous venez de saisir est le bon. Tout vous est ouvert.",
    lockedLead:
      "Trop de mots de passe erronés ont été saisis. Si ce compte est le vôtre, faites-vous envoyer un lien : avec lui et votre mot de passe, vous n'attendez pas.",
    mailLink: "Envoyez-moi un lien",
    linkMailed: "S'il existe un compte avec cette adresse, un lien est en route.",
    verifyDone: "Votre adresse est confirmée",
    verifyDoneLead: "Tout vous est ouvert maintenant.",
    verifyAction: "Publier un morceau",
    verifyFailed: "Ce lien ne fonctionne plus",
    verifyFailedLead:
      "Un lien est valable trois jours. Demandez-en un nouveau et utilisez le message le plus récent.",
    invalidEmail: "Ceci ne ressemble pas à une adresse e-mail.",
    invalidUsername: "Seulement des minuscules, des chiffres et _, de 3 à 50.",
    invalidPassword: "Au moins 8 caractères, 128 au plus.",
    signedOut: "Vous êtes déconnecté.",
  },
  settings: {
    title: "Réglages",
    theme: "Thème",
    system: "Comme l'appareil",
    light: "Clair",
    dark: "Sombre",
    language: "Langue",
    playback: "Lecture",
  },
};

export default fr;
