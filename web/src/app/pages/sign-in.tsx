import { getRouteApi } from "@tanstack/react-router";
import { SignInPage } from "../../features/account/sign-in-page.tsx";

const route = getRouteApi("/sign-in");

export function SignInRoutePage() {
  const { next, link } = route.useSearch();
  return <SignInPage next={next} link={link} />;
}
