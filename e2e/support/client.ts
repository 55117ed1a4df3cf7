import type { SharedStack } from "@veza/dev/testing/shared-stack";
import { ApiClient, accessOf } from "@veza/testing/api-client";
import { until } from "@veza/testing/until";

const PASSWORD = "a-good-password-4";
/** What of a stack a client needs. */
type Home = Pick<SharedStack, "url" | "mail">;
let serial = 0;

/** Somebody new on the platform. */
export class Client extends ApiClient {
  readonly user: { id: string; email: string; username: string };

  private constructor(url: string, token: string, user: Client["user"]) {
    super(url, token, user.id);
    this.user = user;
  }

  /** A new account, verified through its mail. */
  static async register(stack: Home): Promise<Client> {
    const username = `user_${Date.now().toString(36)}_${serial++}`;
    const email = `${username}@veza.test`;
    const post = async (path: string, body: object, status: number) => {
      const response = await fetch(`${stack.url}/api/v1/auth/${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (response.status !== status)
        throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    };
    await post("register", { username, email, password: PASSWORD }, 201);
    const mail = await until(async () => (await stack.mail(email))[0], "the verification mail", {
      timeout_ms: 10_000,
    });
    const token = /token=([\w-]+)/.exec(mail.text)?.[1];
    await post("verify-email", { token, password: PASSWORD }, 200);
    const [access, id] = await accessOf(stack.url, email, PASSWORD);
    return new Client(stack.url, access, { id, email, username });
  }
}
