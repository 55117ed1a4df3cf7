/** English: notifications. Every key stands in words.fr.ts too. */
const en = {
  notifications: {
    title: "Notifications",
    unread_one: "{{shown}} unread notification",
    unread_other: "{{shown}} unread notifications",
    none: "Nothing new",
    noneHint: "When a track of yours is ready, or somebody writes to you, it says so here.",
    chat_mention: "{{author}} named you in {{room}}",
    chat_reply: "{{author}} replied to you in {{room}}",
    chat_dm: "{{author}} wrote to you",
    report_decided: "Your report was decided. Thank you.",
    track_processed: "“{{title}}” is ready to be heard",
    track_failed: "“{{title}}” could not be prepared",
    track_review: "“{{title}}” waits for your decision",
    system: "A message from Veza",
    failed: "The notifications could not be loaded",
    untitled: "Your track",
  },
};

export default en;
