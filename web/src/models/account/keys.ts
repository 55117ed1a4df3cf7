export const accountKeys = {
  me: ["me"] as const,
  artist: (username: string) => ["artist", username] as const,
};
