import { can } from "@veza/contracts/roles";
import { useMe } from "../../components/account/use-session.ts";
import { QualityPage } from "../../features/quality/quality-page.tsx";
import { NotFound } from "../not-found.tsx";

/** For others there is nothing at this address, and the platform is not asked. */
export function QualityRoutePage() {
  const { data: me, isPending } = useMe();
  if (isPending) return <div className="skeleton m-4 h-96 rounded-3xl sm:m-8" aria-busy="true" />;
  return me && can(me.role, "quality:read") ? <QualityPage /> : <NotFound />;
}
