/** English: the first page. Every key stands in words.fr.ts too. */
const en = {
  discover: {
    title: "Discover",
    newest: "Newest",
    lead: "Fresh from the community, newest first.",
    asGrid: "Show as grid",
    asList: "Show as list",
    layout: "Layout",
    empty: "Nothing here yet",
    emptyHint: "The first track could be yours.",
    emptyAction: "Upload a track",
    end: "That is everything, for now.",
    featured: "Just in",
    failed: "The tracks could not be loaded",
  },
  row: {
    play: "Play {{title}}",
    pause: "Pause {{title}}",
    waveform: "Waveform of {{title}}: position",
    at: "{{position}} of {{duration}}",
  },
};

export default en;
