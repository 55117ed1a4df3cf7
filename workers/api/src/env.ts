import type { ChatRpc, StreamRpc } from "@veza/contracts/rpc";
import { binding, Environment, Secret } from "@veza/worker-kit/env";
import type { RateLimiter } from "@veza/worker-kit/rate-limit";
import type { JWK } from "jose";
import { z } from "zod";

/** The signing keys: the active one signs, all of them verify (two during a rotation). Private JWKs. */
const JwtKeys = z
  .string()
  .transform((text) => JSON.parse(text) as unknown)
  .pipe(
    z.object({
      active: z.string(),
      keys: z
        .array(
          z.looseObject({
            kid: z.string(),
            kty: z.literal("RSA"),
            n: z.string(),
            e: z.string(),
            d: z.string(),
          }),
        )
        .min(1),
    }),
  )
  .refine((set) => set.keys.some((key) => key.kid === set.active), "the active key is not among the keys");

/** Bindings and variables of veza-api; .env.example says what each is for. */
export const ApiEnvSchema = z
  .object({
    ENVIRONMENT: Environment,
    PUBLIC_URL: z.url(),
    DATABASE_URL: z.string().min(1),
    /**
     * Where Neon's HTTP protocol is spoken when it is not Neon itself (a developer's machine,
     * docker-compose).
     */
    NEON_FETCH_ENDPOINT: z.url().optional(),
    JWT_KEYS: JwtKeys,
    GRANT_SECRET: Secret,
    CSRF_SECRET: Secret,
    METRICS_TOKEN: Secret,
    BCRYPT_COST: z.coerce.number().int().min(4).max(15).default(10),
    MAIL_TRANSPORT: z.enum(["outbox", "http", "smtp"]),
    MAIL_FROM: z.string().default("Veza <hello@veza.test>"),
    /** `http`: an endpoint that takes Resend's JSON (`from, to, subject, html, text`), and its key. */
    MAIL_HTTP_URL: z.url().optional(),
    MAIL_HTTP_TOKEN: z.string().optional(),
    /** `smtp`: `smtp://user:password@host:port` (STARTTLS where it is offered) or `smtps://…`. */
    SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
    /** The helper process of a developer's stack: mail outbox. */
    DEV_SERVICES_URL: z.url().optional(),
    MEDIA: binding<R2Bucket>(),
    MEDIA_QUEUE: binding<Queue>(),
    EVENTS_QUEUE: binding<Queue>(),
    CHAT: binding<Fetcher>(),
    STREAM: binding<Fetcher>(),
    CHAT_RPC: binding<ChatRpc>(),
    STREAM_RPC: binding<StreamRpc>(),
    RATE_GENERAL: binding<RateLimiter>(),
    RATE_AUTH: binding<RateLimiter>(),
    RATE_UPLOAD: binding<RateLimiter>(),
  })
  .superRefine((env, context) => {
    if (env.MAIL_TRANSPORT === "http" && env.MAIL_HTTP_URL === undefined) {
      context.addIssue({
        code: "custom",
        path: ["MAIL_HTTP_URL"],
        message: "needed for MAIL_TRANSPORT=http",
      });
    }
    if (env.MAIL_TRANSPORT === "smtp" && env.SMTP_URL === undefined) {
      context.addIssue({ code: "custom", path: ["SMTP_URL"], message: "needed for MAIL_TRANSPORT=smtp" });
    }
    if (env.ENVIRONMENT !== "production") return;
    if (env.DEV_SERVICES_URL !== undefined) {
      context.addIssue({ code: "custom", path: ["DEV_SERVICES_URL"], message: "is a development stand-in" });
    }
    if (env.MAIL_TRANSPORT === "outbox") {
      context.addIssue({
        code: "custom",
        path: ["MAIL_TRANSPORT"],
        message: "outbox is a development stand-in",
      });
    }
    if (env.BCRYPT_COST < 10)
      context.addIssue({ code: "custom", path: ["BCRYPT_COST"], message: "too low for production" });
    if (!env.PUBLIC_URL.startsWith("https://")) {
      context.addIssue({ code: "custom", path: ["PUBLIC_URL"], message: "production is served over https" });
    }
  });
export type ApiEnv = z.output<typeof ApiEnvSchema>;

export type SigningKey = JWK & { kid: string };
