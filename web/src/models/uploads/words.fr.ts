import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : les envois. */
const fr: WordsOf<typeof en> = {
  upload: {
    title: "Publier",
    lead: "Déposez vos fichiers et donnez-leur un nom. Le reste se fait sous vos yeux.",
    drop: "Déposez des fichiers audio ici",
    dropNow: "Lâchez pour les ajouter",
    or: "ou",
    choose: "Choisir des fichiers",
    accepted: "Formats acceptés : {{formats}}",
    limits: "Jusqu'à {{size}} et {{duration}} par fichier",
    limitsFailed:
      "Les limites de votre formule n'ont pas pu être chargées. Les fichiers sont vérifiés à l'arrivée.",
    start_one: "Publier {{count}} morceau",
    start_other: "Publier {{count}} morceaux",
    files: "Vos envois",
    fileTitle: "Titre",
    fileArtist: "Artiste",
    fileVisibility: "Qui peut l'entendre",
    remove: "Retirer {{name}}",
    pause: "Pause",
    resume: "Reprendre",
    cancel: "Annuler l'envoi",
    sending: "Envoi {{percent}}",
    sent: "{{done}} sur {{total}}",
    remaining: "encore {{time}} environ",
    paused: "En pause à {{percent}}",
    unfinished: "Arrêté à {{percent}}",
    pickAgain: "Choisissez de nouveau « {{name}} » et l'envoi reprend où il s'est arrêté.",
    pickAgainAction: "Choisir le fichier",
    allowAgain: "Votre navigateur a gardé le fichier. Autorisez sa lecture et l'envoi continue.",
    allowAgainAction: "Continuer",
    wrongFile: "C'est un autre fichier. Choisissez « {{name}} » ({{size}}).",
    tooLarge:
      "{{size}}, c'est plus que les {{limit}} de votre formule. Le FLAC garde chaque bit dans la moitié de la taille.",
    emptyFile: "Ce fichier est vide.",
    notTaken: "{{format}} n'est pas accepté.",
    instead: {
      export_lossless: "Exportez en WAV ou en FLAC et envoyez ce fichier.",
      convert_dsd: "Convertissez-le en DSF, qui contient les mêmes échantillons, ou en FLAC.",
      render:
        "Il contient des notes et aucun son : exportez le rendu en WAV ou en FLAC depuis le logiciel qui l'a créé.",
    },
    isrcWrong: "Un code ISRC ressemble à FR-Z03-98-00212.",
    notAudio: "Ceci ne ressemble pas à de l'audio. Exportez en WAV ou en FLAC.",
    titleNeeded: "Donnez un titre au morceau.",
    artistNeeded: "Qui l'a fait ?",
    doneHint: "Votre morceau est en ligne.",
    donePrivate: "Votre morceau est prêt. Vous seul pouvez l'entendre.",
    doneUnlisted: "Votre morceau est prêt pour qui a le lien.",
    open: "Ouvrir le morceau",
    mayLeave: "Vous pouvez quitter cette page : le travail continue, et la cloche vous préviendra.",
    verifyFirst: "Confirmez votre adresse e-mail avant de publier.",
    verifyAction: "Confirmer",
    failed: "L'envoi s'est arrêté",
    clearDone: "Effacer les terminés",
    dismiss: "Retirer de la liste",
  },
};

export default fr;
