import { PICTURE_ACCEPT } from "@veza/contracts/picture-formats";
import type { RoomInfo } from "@veza/contracts/ws/chat-room";
import { ImagePlus } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import { useChatRoom } from "../../components/chat/room-context.tsx";
import { RoomSign } from "../../components/rooms/room-sign.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { openRoomUploads } from "../../models/chat/room-uploads.ts";
import { Button } from "../../ui/button.tsx";
import { useRefusalToast } from "./use-refusal-toast.ts";

/** The room's picture: sent, checked and put in place as soon as it is chosen. */
export function RoomPicture({ room }: { room: RoomInfo }) {
  const { t } = useWords();
  const chat = useChatRoom();
  const refuse = useRefusalToast();
  const input = useRef<HTMLInputElement>(null);
  const [uploads] = useState(() => openRoomUploads(room.id));
  const file = useStore(uploads.store, ({ files }) => files[0]);
  const ready = file?.attachment?.id ?? null;
  const put = async (avatar: string | null) => {
    const answer = await chat.setRoom({ avatar });
    refuse(answer, t("manage.saved"));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each picture that is ready
  useEffect(() => {
    if (ready === null || file === undefined) return;
    void put(ready).then(() => uploads.take());
  }, [ready]);
  const choose = (chosen: FileList | null) => {
    const [first] = chosen ?? [];
    if (first === undefined) return;
    if (file) uploads.remove(file.key);
    uploads.add([first]);
  };
  const isBusy = file !== undefined && file.status !== "failed";
  return (
    <div className="flex items-center gap-4">
      <RoomSign room={room} people={[]} className="size-16 text-2xl" />
      <div className="min-w-0 grow">
        <p className="text-sm font-semibold">{t("manage.picture")}</p>
        <p role="status" className="min-h-5 text-sm text-ink-2">
          {file?.status === "failed" ? t("manage.pictureFailed") : isBusy ? t("manage.pictureSending") : null}
        </p>
      </div>
      <input
        ref={input}
        type="file"
        accept={PICTURE_ACCEPT}
        aria-label={t("manage.pictureChoose")}
        className="sr-only"
        tabIndex={-1}
        onChange={({ target }) => {
          choose(target.files);
          target.value = "";
        }}
      />
      <Button onClick={() => input.current?.click()} disabled={isBusy}>
        <ImagePlus className="size-4.5" aria-hidden="true" />
        {t("manage.pictureChoose")}
      </Button>
      {room.avatar_url === null ? null : (
        <Button look="plain" onClick={() => void put(null)}>
          {t("manage.pictureRemove")}
        </Button>
      )}
    </div>
  );
}
