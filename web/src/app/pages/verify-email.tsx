import { getRouteApi } from "@tanstack/react-router";
import { VerifyEmailPage } from "../../features/account/verify-email-page.tsx";

const route = getRouteApi("/verify-email");

export function VerifyEmailRoutePage() {
  return <VerifyEmailPage token={route.useSearch().token} />;
}
