import type { WordsOf } from "../../lib/i18n/words-of.ts";
import type en from "./words.en.ts";

/** Français : refus de la plateforme au-delà de ceux de la première page. */
const fr: WordsOf<typeof en> = {
  /** Beside those of the first page. */
  error: {
    invalid_credentials: "L'e-mail ou le mot de passe est faux.",
    second_factor_required:
      "Ce compte demande un second facteur, que cette version ne sait pas encore recevoir.",
    refresh_reused: "Cette session a été fermée pour votre sécurité. Reconnectez-vous.",
    csrf_failed: "La page est restée ouverte trop longtemps. Rechargez-la et réessayez.",
    email_not_verified: "Confirmez d'abord votre adresse e-mail.",
    grant_expired: "Ce lien a expiré. Rechargez la page.",
    method_not_allowed: "Ce n'est pas possible ici.",
    conflict: "Quelqu'un d'autre l'a modifié entre-temps.",
    username_taken: "Ce nom d'utilisateur est pris.",
    wrong_state: "Ce n'est pas possible maintenant. Rechargez la page pour voir pourquoi.",
    upload_offset_mismatch: "L'envoi a perdu sa place. Il reprend à ce qui est arrivé.",
    idempotency_key_reused: "Ceci a été envoyé deux fois avec un contenu différent.",
    idempotency_in_progress: "C'est déjà en cours. Patientez un instant.",
    upload_gone: "Cet envoi a expiré. Recommencez-le.",
    length_required: "La demande n'était pas complète.",
    precondition_failed: "Ceci a été modifié ailleurs entre-temps.",
    tus_version_unsupported: "Cette page est dépassée. Rechargez-la.",
    tus_extension_unsupported:
      "Cette page a demandé ce que les envois ne savent pas faire ici. Rechargez-la.",
    payload_too_large: "C'est trop volumineux.",
    file_too_large: "Le fichier dépasse ce que permet votre formule.",
    unsupported_media_type: "Ce type de fichier n'est pas accepté.",
    range_not_satisfiable: "Cette partie du fichier n'existe pas.",
    empty_file: "Le fichier est vide.",
    validation_failed: "Vérifiez les champs signalés.",
    weak_password: "Ce mot de passe est parmi les plus courants. Choisissez-en un autre.",
    storage_full: "Votre formule ne contient pas plus d'octets. Supprimez d'abord quelque chose.",
    password_required: "Saisissez le mot de passe de ce compte, ou choisissez-en un nouveau.",
    token_invalid: "Ce lien n'est plus valable.",
    precondition_required: "Cette page est dépassée. Rechargez-la.",
    account_locked: "Trop d'essais manqués. Attendez quelques minutes et réessayez.",
    checksum_mismatch: "Une partie est arrivée abîmée. Elle est renvoyée.",
    banned: "Vous êtes exclu de ce salon.",
    blocked: "Vous ne pouvez pas écrire à cette personne.",
    invite_invalid: "Cette invitation n'est plus valable.",
    slug_taken: "Cette adresse est prise.",
    room_full: "Cette conversation est complète.",
    owner_must_hand_over: "Confiez le salon à quelqu'un avant de le quitter.",
    infected: "Un logiciel malveillant a été trouvé dans ce fichier.",
  },
};

export default fr;
