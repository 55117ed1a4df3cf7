export { ReportsPage as ReportsRoutePage } from "../../features/reports/reports-page.tsx";
