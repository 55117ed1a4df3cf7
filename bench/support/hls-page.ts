import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ROOT } from "@veza/dev/stack";

export const HLS_JS = join(ROOT, "node_modules/hls.js/dist/hls.min.js");

/** A page with one button that plays a master playlist by hls.js as its documentation shows it. */
export const hlsPage = (script: string, master: string): string =>
  `<!doctype html><script src="${script}"></script><audio></audio><button>play</button><script>
document.querySelector("button").onclick = () => { const audio = document.querySelector("audio"); const hls = new Hls(); hls.loadSource("${master}"); hls.attachMedia(audio); audio.play(); };
</script>`;

/** The same files for nginx, with a page that plays them by hls.js. */
export async function mirrorForHlsJs(master: URL, www: string): Promise<void> {
  const save = async (url: URL): Promise<string> => {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const file = join(www, url.pathname.slice(dirname(master.pathname).length + 1));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, bytes);
    return new TextDecoder().decode(bytes);
  };
  for (const playlist of uris(await save(master))) {
    const url = new URL(playlist, master);
    const text = await save(url);
    for (const uri of [/EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? "", ...uris(text)])
      await save(new URL(uri, url));
  }
  await copyFile(HLS_JS, join(www, "hls.js"));
  await writeFile(join(www, "index.html"), hlsPage("hls.js", "master.m3u8"));
}

function uris(playlist: string): string[] {
  return playlist.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}
