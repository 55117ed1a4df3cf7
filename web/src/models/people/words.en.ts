/** English: people. Every key stands in words.fr.ts too. */
const en = {
  person: {
    since: "Here since {{date}}",
    tracks_one: "{{count}} track",
    tracks_other: "{{count}} tracks",
    bot: "Bot",
    botHint: "A program writes under this name.",
    message: "Message",
    profile: "Profile",
    block: "Block",
    unblock: "Unblock",
    blocked: "You have blocked {{name}}. Neither of you can write to the other directly.",
    blockedToast: "{{name}} is blocked",
    unblockedToast: "{{name}} is no longer blocked",
    failed: "The card could not be loaded",
  },
};

export default en;
