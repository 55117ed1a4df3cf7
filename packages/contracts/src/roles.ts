import { z } from "zod";
import { permissions } from "./permissions/table.ts";

/** Platform roles, weakest first. */
export const ROLES = ["guest", "user", "artist", "moderator", "admin", "super_admin"] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Everything that a role can be allowed to do, `resource:action`. */
export const CAPABILITIES = [
  "tracks:read",
  "tracks:create",
  "tracks:manage_own",
  "tracks:moderate",
  "account:read_own",
  "notifications:read_own",
  "dead_letters:read",
  "dead_letters:replay",
  "listening:manage_own",
  "parties:create",
  "quality:read",
  "rooms:use",
  "reports:manage",
  "audit:read",
] as const;
export type Capability = (typeof CAPABILITIES)[number];

const GUEST = ["tracks:read"] as const satisfies Capability[];
const USER = [
  ...GUEST,
  "tracks:create",
  "tracks:manage_own",
  "account:read_own",
  "notifications:read_own",
  "listening:manage_own",
  "parties:create",
  "rooms:use",
] as const satisfies Capability[];
const MODERATOR = [...USER, "tracks:moderate", "reports:manage"] as const satisfies Capability[];
const ADMIN = [
  ...MODERATOR,
  "dead_letters:read",
  "dead_letters:replay",
  "quality:read",
  "audit:read",
] as const satisfies Capability[];

/**
 * Whether `role` holds `capability`. The only place where a role of the platform is turned into a permission.
 */
export const can = permissions<Role, Capability>({
  guest: GUEST,
  user: USER,
  artist: USER,
  moderator: MODERATOR,
  admin: ADMIN,
  super_admin: ADMIN,
});
