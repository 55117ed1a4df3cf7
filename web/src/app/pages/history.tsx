export { HistoryPage as HistoryRoutePage } from "../../features/history/history-page.tsx";
