import { useState } from "react";
import { useRoom } from "../../components/chat/room-context.tsx";
import { useWords } from "../../lib/i18n/use-words.ts";
import { Choice } from "../../ui/field.tsx";
import { Modal } from "../../ui/modal.tsx";
import { GeneralSettings } from "./general-settings.tsx";
import { Invites } from "./invites.tsx";
import { RoomLog } from "./room-log.tsx";
import { RulesEditor } from "./rules-editor.tsx";
import { Webhooks } from "./webhooks.tsx";

const TABS = ["general", "invites", "rules", "webhooks", "log"] as const;
type Tab = (typeof TABS)[number];
const PARTS: Record<Tab, () => React.ReactNode> = {
  general: GeneralSettings,
  invites: Invites,
  rules: RulesEditor,
  webhooks: Webhooks,
  log: RoomLog,
};

/** What owners and moderators set and see of their room. */
export function ManageDialog({ onClose }: { onClose: () => void }) {
  const { t } = useWords();
  const kind = useRoom((state) => state.room?.kind);
  const [tab, setTab] = useState<Tab>("general");
  const Part = PARTS[tab];
  // Into a group its members bring others; links are of rooms.
  const tabs = TABS.filter((it) => kind === "room" || it !== "invites");
  return (
    <Modal isOpen onClose={onClose} title={t("manage.title")} width="lg">
      <Choice
        legend={<span className="sr-only">{t("manage.title")}</span>}
        name="manage-part"
        value={tab}
        onChange={setTab}
        options={tabs.map((value) => ({ value, label: t(`manage.${value}`) }))}
      />
      <div className="mt-6 min-h-72">
        <Part />
      </div>
    </Modal>
  );
}
