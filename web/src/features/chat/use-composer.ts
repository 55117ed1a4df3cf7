import { isVisible, withoutControls } from "@veza/contracts/text";
import { MAX_BODY } from "@veza/contracts/ws/chat";
import { countCodePoints } from "@veza/core/chat-text";
import { useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { useChatRoom, useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { toast } from "../../lib/toasts.ts";
import { withEmojis } from "../../models/chat/emoji.ts";
import { refusalKey } from "../../models/chat/refusal-words.ts";
import { openRoomUploads } from "../../models/chat/room-uploads.ts";
import { hindranceOf, lastOwn } from "../../models/chat/writing.ts";
import { scopeOf, useRoomUi, useUi } from "./room-ui.tsx";
import { useDraft } from "./use-draft.ts";
import { useSecondsUntil } from "./use-seconds-until.ts";

/** What a composer knows and does, without what it looks like. */
export function useComposer(thread: string | null) {
  const { t } = useWords();
  const room = useChatRoom();
  const ui = useRoomUi();
  const scope = scopeOf(thread);
  const [draft, setDraft] = useDraft(room.roomId, thread);
  const uploads = useMemo(() => openRoomUploads(room.roomId), [room]);
  useEffect(() => () => uploads.close(), [uploads]);
  const files = useStore(uploads.store, (state) => state.files);
  const replyTo = useUi((state) => state.replies[scope] ?? null);
  const editingId = useUi((state) => state.editing);
  const editing = useRoom((state) => {
    const message = editingId === null ? undefined : state.messages.get(editingId);
    return message?.thread_id === thread ? message : undefined;
  });
  const [edited, setEdited] = useState("");
  const [isWaiting, setWaiting] = useState(false);
  const isEditing = editing !== undefined;
  const text = isEditing ? edited : draft;

  const facts = useRoom((state) => state.room);
  const you = useRoom((state) => state.you);
  const clockOffset = useRoom((state) => state.clockOffsetMs);
  const messages = useRoom((state) => state.messages);
  const ownLast = useMemo(
    () => (you === null ? null : lastOwn(messages.values(), you.user_id)),
    [messages, you],
  );
  const hindrance =
    facts && you
      ? hindranceOf(facts, you, ownLast ? Date.parse(ownLast.at) : null, Date.now() + clockOffset)
      : null;
  const wait = useSecondsUntil(hindrance && "until" in hindrance ? hindrance.until - clockOffset : null);

  // A message that is to be changed, as it was when that began; or a refused one that comes back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: others' changes to it must not undo what is typed.
  useEffect(() => {
    if (editing) setEdited(editing.body);
  }, [editing?.id]);
  const handed = useUi((state) => state.handed);
  const handedSeen = useRef(0);
  useEffect(() => {
    if (handed === null || handed.scope !== scope || handed.n === handedSeen.current) return;
    handedSeen.current = handed.n;
    setDraft(draft.trim() === "" ? handed.text : `${draft}\n${handed.text}`);
  }, [handed, scope, draft, setDraft]);

  const length = countCodePoints(text);
  const hasFiles = files.length > 0 && !isEditing;
  const isBlocked = hindrance !== null && !isEditing;
  const canSend =
    !isBlocked &&
    length <= MAX_BODY &&
    (isVisible(text) || hasFiles) &&
    !files.some((it) => it.status === "failed");
  const allReady = files.every(({ status }) => status === "ready");

  const stopReply = () =>
    ui.store.setState(({ replies }) => {
      const { [scope]: _gone, ...rest } = replies;
      return { replies: rest };
    });
  const stopEdit = () => ui.store.setState({ editing: null });

  const deliver = () => {
    setWaiting(false);
    room.send({
      body: withEmojis(withoutControls(draft).trim()),
      replyTo,
      thread,
      attachments: uploads.take(),
    });
    setDraft("");
    stopReply();
  };
  // The files are ready: what waited for them goes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when the files change.
  useEffect(() => {
    if (!isWaiting) return;
    if (files.length === 0 && draft.trim() === "") setWaiting(false);
    else if (canSend && allReady) deliver();
  }, [isWaiting, files]);

  const submit = async () => {
    if (editing) {
      const body = withEmojis(edited.trim());
      if (body === "" || length > MAX_BODY) return;
      stopEdit();
      if (body === editing.body) return;
      const answer = await room.edit(editing.id, body);
      if (answer.ok) return;
      toast(t(refusalKey(answer)), { tone: "error" });
      ui.store.setState({ editing: editing.id });
      setEdited(body);
      return;
    }
    if (!canSend) return;
    if (hasFiles && !allReady) setWaiting(true);
    else deliver();
  };

  return {
    text,
    setText: (after: string) => {
      setWaiting(false);
      if (isEditing) setEdited(after);
      else {
        setDraft(after);
        if (after.trim() !== "") room.typing();
      }
    },
    isEditing,
    /** Opens the last own message of this list, while it may be changed. */
    editLast: () => {
      const own =
        you &&
        lastOwn(
          [...messages.values()].filter((it) => it.thread_id === thread && !it.deleted),
          you.user_id,
        );
      if (own) ui.store.setState({ editing: own.id });
    },
    stopEdit,
    replyTo,
    stopReply,
    uploads,
    files,
    addFiles: (chosen: readonly File[]) => {
      if (chosen.length > 0 && uploads.add(chosen) > 0) toast(t("chat.tooManyFiles"), { tone: "error" });
    },
    isWaiting,
    left: MAX_BODY - length,
    hindrance,
    wait,
    canSend: canSend || (isEditing && edited.trim() !== "" && length <= MAX_BODY),
    submit: () => void submit(),
  };
}
