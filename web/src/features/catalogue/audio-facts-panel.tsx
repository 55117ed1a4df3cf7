import type { Track } from "@veza/contracts/http/tracks";
import type { ReactNode } from "react";
import { clock, fileSize } from "../../lib/format.ts";
import { numberFormat } from "../../lib/formatters.ts";
import { useWords } from "../../lib/i18n/use-words.ts";
import { renditionName } from "../../models/player/rendition-name.ts";

/** What came in and what listeners get: nothing to hide about the encode. */
export function AudioFactsPanel({ track }: { track: Track }) {
  const { t, language } = useWords();
  const { audio } = track;
  const number = (value: number, digits: number) =>
    numberFormat(language, {
      maximumFractionDigits: digits,
      minimumFractionDigits: digits,
    }).format(value);
  const channels = (count: number) =>
    count === 1 ? t("track.mono") : count === 2 ? t("track.stereo") : t("track.channels", { count });
  return (
    <section aria-labelledby="facts" className="h-fit rounded-2xl bg-surface p-6">
      <h2 id="facts" className="mb-4 text-xl font-bold">
        {t("track.facts")}
      </h2>
      <dl className="flex flex-col">
        {track.duration_ms === null ? null : (
          <Fact name={t("track.duration")}>{clock(track.duration_ms / 1000)}</Fact>
        )}
        {audio ? (
          <>
            <Fact name={t("track.source")}>
              {t("track.sourceValue", {
                codec: codecName(audio.codec),
                rate: numberFormat(language, {}).format(audio.sample_rate / 1000),
                channels: channels(audio.channels),
              })}
              {audio.bit_depth === null ? "" : `, ${t("track.sourceDepth", { depth: audio.bit_depth })}`}
            </Fact>
            <Fact name={t("track.size")}>{fileSize(audio.bytes, language)}</Fact>
          </>
        ) : null}
        {track.loudness_lufs === null ? null : (
          <Fact name={t("track.loudness")}>{number(track.loudness_lufs, 1)} LUFS</Fact>
        )}
        {track.true_peak_dbtp === null ? null : (
          <Fact name={t("track.truePeak")}>{number(track.true_peak_dbtp, 1)} dBTP</Fact>
        )}
        {audio ? (
          <Fact name={t("track.streams")}>
            <ul className="flex flex-wrap justify-end gap-1.5">
              {audio.renditions.map((rendition) => (
                <li
                  key={rendition.name}
                  className={`rounded-full px-2.5 py-0.5 text-xs font-semibold ${rendition.lossless ? "bg-accent text-on-accent" : "bg-raised text-ink-2"}`}
                >
                  {renditionName(rendition, t("track.lossless"))}
                </li>
              ))}
            </ul>
          </Fact>
        ) : null}
        {track.bpm === null ? null : (
          <Fact name={t("track.tempo")}>{numberFormat(language, {}).format(track.bpm)} BPM</Fact>
        )}
        {track.key === null ? null : <Fact name={t("track.key")}>{track.key}</Fact>}
        {track.genre === null ? null : <Fact name={t("track.genre")}>{track.genre}</Fact>}
        {track.isrc === null ? null : <Fact name={t("track.isrc")}>{track.isrc}</Fact>}
        {track.original === null ? null : (
          <Fact name={t("track.sha256")}>
            <code className="text-xs break-all" title={track.original.file_name}>
              {track.original.sha256}
            </code>
          </Fact>
        )}
        <Fact name={t("track.license")}>{t(`license.${track.license}`)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-6 border-t border-line py-2.5 text-sm first:border-t-0">
      <dt className="shrink-0 text-ink-3">{name}</dt>
      <dd className="text-right font-medium tabular">{children}</dd>
    </div>
  );
}

/** What people call a codec: ffmpeg's `pcm_s24le` is PCM to everybody else. */
function codecName(codec: string): string {
  if (codec.startsWith("pcm_")) return "PCM";
  if (codec.startsWith("wmav") || codec.startsWith("wmapro")) return "WMA";
  return codec.toUpperCase();
}
