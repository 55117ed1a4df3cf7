import { Bell, Music } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useStore } from "zustand";
import { THEMES, themeStore } from "../../lib/theme.ts";
import { toast } from "../../lib/toasts.ts";
import { Button, type ButtonLook, IconButton } from "../../ui/button.tsx";
import { Equaliser } from "../../ui/equaliser.tsx";
import { Choice, SelectField, TextArea, TextField } from "../../ui/field.tsx";
import { LinkedText } from "../../ui/linked-text.tsx";
import { LogoMark } from "../../ui/logo.tsx";
import { Modal } from "../../ui/modal.tsx";
import { Monogram } from "../../ui/monogram.tsx";
import { PlayButton } from "../../ui/play-button.tsx";
import { SecretBox } from "../../ui/secret-box.tsx";
import { Sleeve } from "../../ui/sleeve.tsx";
import { LoadFailed, StateMessage } from "../../ui/state-message.tsx";
import { ToastRegion } from "../../ui/toast-region.tsx";
import { Waveform } from "../../ui/waveform.tsx";

const LOOKS: readonly ButtonLook[] = ["primary", "quiet", "plain", "danger"];
const PEAKS = {
  version: 2 as const,
  channels: 1 as const,
  sample_rate: 44_100,
  samples_per_pixel: 512,
  bits: 8 as const,
  length: 240,
  data: Array.from({ length: 480 }, (_, i) => {
    const loud = Math.round(30 + 90 * Math.abs(Math.sin(i / 37) * Math.cos(i / 11)));
    return i % 2 === 0 ? -loud : loud;
  }),
};

/**
 * Everything of `ui/`, once, with what it looks like in its states. For those who build pages; in English
 * only.
 */
export function Gallery() {
  const theme = useStore(themeStore);
  const [isOpen, setOpen] = useState(false);
  const [isPlaying, setPlaying] = useState(false);
  const [text, setText] = useState("Slow Copper");
  const [fruit, setFruit] = useState<"one" | "two">("one");
  const [position, setPosition] = useState(40);
  return (
    <main className="mx-auto flex max-w-4xl flex-col gap-12 px-4 py-10">
      <header className="flex flex-wrap items-center justify-between gap-4">
        <h1 className="flex items-center gap-3 text-4xl font-extrabold">
          <LogoMark className="size-9 text-accent-ink" /> Design system
        </h1>
        <Choice
          legend="Theme"
          name="theme"
          value={theme.theme}
          onChange={theme.setTheme}
          options={THEMES.map((value) => ({ value, label: value }))}
        />
      </header>
      <Part title="Buttons">
        {LOOKS.map((look) => (
          <Button key={look} look={look}>
            {look}
          </Button>
        ))}
        <Button look="primary" size="lg">
          large
        </Button>
        <Button disabled>disabled</Button>
        <IconButton label="Notifications">
          <Bell className="size-5" aria-hidden="true" />
        </IconButton>
        {(["sm", "md", "lg"] as const).map((size) => (
          <PlayButton
            key={size}
            title={`Slow Copper, ${size}`}
            size={size}
            isPlaying={isPlaying}
            onClick={() => setPlaying(!isPlaying)}
          />
        ))}
        <Equaliser isPlaying={isPlaying} />
      </Part>
      <Part title="Fields">
        <div className="grid w-full gap-5 sm:grid-cols-2">
          <TextField
            label="Title"
            hint="As on the sleeve."
            value={text}
            onChange={({ target }) => setText(target.value)}
          />
          <TextField label="With an error" error="This does not fit." defaultValue="?" />
          <TextArea label="Description" defaultValue="Recorded in one night." />
          <SelectField label="Licence" defaultValue="a">
            <option value="a">All rights reserved</option>
            <option value="b">Public domain</option>
          </SelectField>
        </div>
        <Choice
          legend="One of a few"
          name="fruit"
          value={fruit}
          onChange={setFruit}
          options={[
            { value: "one", label: "One" },
            { value: "two", label: "Two" },
          ]}
        />
      </Part>
      <Part title="Pictures">
        <Sleeve id="trk_gallery_1" artworkUrl={null} size={160} className="size-40 rounded-2xl" />
        <Sleeve id="trk_gallery_2" artworkUrl={null} size={160} className="size-40 rounded-2xl" />
        <Monogram name="ondine" className="size-16 text-2xl" />
        <Monogram name="juno" className="size-9 text-base" />
      </Part>
      <Part title="Waveform">
        <Waveform
          data={PEAKS}
          duration={180}
          position={position}
          label="Waveform of Slow Copper: position"
          onSeek={setPosition}
          className="h-20 w-full"
        />
      </Part>
      <Part title="Messages">
        <StateMessage icon={Music} title="Nothing here yet" hint="The first track could be yours.">
          <Button look="primary">Upload a track</Button>
        </StateMessage>
        <LoadFailed title="It could not be loaded" error={new Error("gallery")} onRetry={() => {}} />
        <SecretBox label="A secret" hint="It is shown once." secret="vz_example_1234567890" />
        <p>
          <LinkedText text="Text with an address: https://veza.example/about" />
        </p>
      </Part>
      <Part title="On top">
        <Button onClick={() => setOpen(true)}>Open a dialog</Button>
        <Button onClick={() => toast("Said in passing.")}>Say something in passing</Button>
        <Button onClick={() => toast("That did not work.", { tone: "error" })}>Say what failed</Button>
        <Modal isOpen={isOpen} onClose={() => setOpen(false)} title="A dialog">
          <TextField label="First field" defaultValue="" />
        </Modal>
      </Part>
      <ToastRegion />
    </main>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h2 className="mb-4 text-xl font-bold">{title}</h2>
      <div className="flex flex-wrap items-center gap-4">{children}</div>
    </section>
  );
}
