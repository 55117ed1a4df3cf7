import { FAILURES } from "@veza/contracts/failures";
import { ACCEPTED_FORMATS } from "@veza/contracts/formats";
import type { Review } from "@veza/contracts/jobs";
import type { FailureCode } from "@veza/contracts/media";

type Texts = Record<FailureCode, { message: string; remedy: string }>;

const FR: Texts = {
  infected: {
    message: "L'antivirus a trouvé un programme malveillant dans ce fichier.",
    remedy:
      "Exportez de nouveau le son depuis votre éditeur, sur une machine saine, puis envoyez le nouveau fichier.",
  },
  not_audio: {
    message: "Ce fichier ne contient pas de son que nous reconnaissions.",
    remedy: `Envoyez un fichier de l'un de ces formats : ${ACCEPTED_FORMATS.join(", ")}.`,
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

/** Why a track waits for its artist, and what can be done. Lengths as `m:ss`. */
export function reviewText(review: Review, locale: "en" | "fr"): { message: string; remedy: string } {
  const readable = clock(review.readable_ms);
  const promised = review.promised_ms === null ? null : clock(review.promised_ms);
  const isShorter = review.reason === "shorter" && promised !== null;
  if (locale === "fr")
    return {
      message: isShorter
        ? `Seules ${readable} sur ${promised} ont pu être lues dans ce fichier.`
        : `Ce fichier est endommagé par endroits ; ${readable} ont pu être lues.`,
      remedy: "Publiez-le tel quel ou remplacez le fichier : vous le décidez sur la page de vos morceaux.",
    };
  return {
    message: isShorter
      ? `Only ${readable} of ${promised} could be read in this file.`
      : `This file is damaged in places; ${readable} could be read.`,
    remedy: "Publish it as it is or replace the file: you decide on the page of your tracks.",
  };
}

function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}
