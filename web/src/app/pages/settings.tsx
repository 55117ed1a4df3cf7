export { SettingsPage as SettingsRoutePage } from "../../features/settings/settings-page.tsx";
