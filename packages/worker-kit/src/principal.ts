import type { Role } from "@veza/contracts/roles";

/** Who asks, as a verified access token says. */
export interface Principal {
  user_id: string;
  role: Role;
  session_id: string;
  /**
   * A cookie is sent by the browser on its own, so it needs proof against forgery; a Bearer token does not.
   */
  via: "cookie" | "bearer";
  /** The coarse network of the request (`ipPrefix`), where an endpoint was mounted for it. */
  network?: string;
}
