/** What ffmpeg said, without the addresses and the path of this machine: fit for a reason that is stored. */
export function withoutAddresses(text: string, file = ""): string {
  const plain = text.replaceAll(/ @ 0x[0-9a-f]+/g, "");
  return file === "" ? plain : plain.replaceAll(file, "source");
}
