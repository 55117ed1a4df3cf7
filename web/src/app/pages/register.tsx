import { getRouteApi } from "@tanstack/react-router";
import { RegisterPage } from "../../features/account/register-page.tsx";

const route = getRouteApi("/register");

export function RegisterRoutePage() {
  return <RegisterPage next={route.useSearch().next} />;
}
