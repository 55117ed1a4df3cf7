import { FAILURES, type FailureCode } from "@veza/contracts/media";

type Texts = Record<FailureCode, { message: string; remedy: string }>;

const FR: Texts = {
  infected: {
    message: "L'antivirus a trouvé un programme malveillant dans ce fichier.",
    remedy:
      "Exportez de nouveau le son depuis votre éditeur, sur une machine saine, puis envoyez le nouveau fichier.",
  },
  not_audio: {
    message: "Ce fichier ne contient pas de son que nous reconnaissions.",
    remedy: "Envoyez un fichier WAV, FLAC, AIFF, MP3, M4A/AAC, ALAC, Ogg Vorbis, Opus ou WMA.",
  },
  damaged: {
    message: "Le son de ce fichier est endommagé et n'a pas pu être décodé.",
    remedy: "Exportez-le de nouveau et vérifiez qu'il se lit jusqu'au bout avant de l'envoyer.",
  },
  too_long: {
    message: "Cet enregistrement est plus long que votre formule ne le permet.",
    remedy: "Découpez-le en parties plus courtes.",
  },
  too_short: {
    message: "Cet enregistrement est trop court pour être publié.",
    remedy: "Envoyez un enregistrement d'au moins un cinquième de seconde.",
  },
  too_large: {
    message: "Ce fichier est plus lourd que votre formule ne le permet.",
    remedy: "Exportez-le en FLAC : aucun bit n'est perdu et il pèse environ moitié moins.",
  },
  unsupported: {
    message: "Le son de ce fichier est dans un format que nous ne savons pas décoder.",
    remedy: "Exportez-le en WAV ou en FLAC, puis envoyez-le de nouveau.",
  },
  silent: {
    message: "Cet enregistrement est silencieux du début à la fin.",
    remedy: "Vérifiez l'export de votre éditeur : les bonnes pistes sont peut-être coupées.",
  },
  internal: {
    message: "Quelque chose s'est mal passé de notre côté pendant la préparation de ce morceau.",
    remedy:
      "Votre fichier est en sécurité. Appuyez sur « Réessayer » ; si cela recommence, envoyez-nous l'adresse du morceau.",
  },
};

/** Why a track failed and what its artist can do, in their language. */
export const failureText = (code: FailureCode, locale: "en" | "fr") =>
  locale === "fr" ? FR[code] : FAILURES[code];
