export { UploadPage as UploadRoutePage } from "../../features/upload/upload-page.tsx";
