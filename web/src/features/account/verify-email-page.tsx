import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "../../components/button.tsx";
import { codeOf } from "../../lib/api/api-error.ts";
import { useMe } from "../../lib/operations/get-me.ts";
import { queryKeys } from "../../lib/operations/query-keys.ts";
import { toast } from "../../lib/toasts.ts";
import { useTitle } from "../../lib/use-title.ts";
import { AccountFrame } from "./account-frame.tsx";
import { useResendVerification } from "./operations/resend-verification.ts";
import { confirmEmailOptions } from "./operations/verify-email.ts";

/** With a token: confirms it. Without: says where to look. */
export function VerifyEmailPage({ token }: { token: string | undefined }) {
  const { t } = useTranslation();
  useTitle(t("account.verifyTitle"));
  return token === undefined ? <LookIntoMailbox /> : <Confirm token={token} />;
}

function Confirm({ token }: { token: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { isPending, isSuccess, error } = useQuery(confirmEmailOptions(token));
  useEffect(() => {
    if (isSuccess) void client.invalidateQueries({ queryKey: queryKeys.me });
  }, [isSuccess, client]);
  if (isPending) return <AccountFrame title={t("account.verifyBusy")}>{null}</AccountFrame>;
  if (isSuccess) {
    return (
      <AccountFrame title={t("account.verifyDone")} lead={t("account.verifyDoneLead")}>
        <Link to="/upload" className={buttonClass("primary", "lg")}>
          {t("account.verifyAction")}
        </Link>
      </AccountFrame>
    );
  }
  const code = codeOf(error);
  const isLinkBad = code === "token_invalid" || code === "validation_failed";
  return (
    <AccountFrame
      title={t("account.verifyFailed")}
      lead={isLinkBad ? t("account.verifyFailedLead") : t(`error.${code}`)}
    >
      <Resend />
    </AccountFrame>
  );
}

function LookIntoMailbox() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  if (me?.email_verified) {
    return (
      <AccountFrame title={t("account.verifyDone")} lead={t("account.verifyDoneLead")}>
        <Link to="/upload" className={buttonClass("primary", "lg")}>
          {t("account.verifyAction")}
        </Link>
      </AccountFrame>
    );
  }
  const lead = me?.email ? t("account.verifyLead", { email: me.email }) : t("account.verifyLeadAny");
  return (
    <AccountFrame title={t("account.verifyTitle")} lead={lead}>
      <Resend />
    </AccountFrame>
  );
}

function Resend() {
  const { t } = useTranslation();
  const { data: me } = useMe();
  const resend = useResendVerification();
  if (!me) {
    return (
      <Link to="/sign-in" search={{ next: "/verify-email" }} className={buttonClass("quiet", "lg")}>
        {t("nav.signIn")}
      </Link>
    );
  }
  const send = () =>
    resend.mutate(undefined, {
      onSuccess: () => toast(t("account.verifyResent")),
      onError: (error) => toast(t(`error.${codeOf(error)}`), { tone: "error" }),
    });
  return (
    <Button size="lg" onClick={send} disabled={resend.isPending}>
      {t("account.verifyResend")}
    </Button>
  );
}
