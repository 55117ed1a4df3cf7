import { z } from "zod";

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
] as const satisfies Capability[];

const TABLE: Record<Role, ReadonlySet<Capability>> = {
  guest: new Set<Capability>(GUEST),
  user: new Set<Capability>(USER),
  artist: new Set<Capability>(USER),
  moderator: new Set<Capability>(MODERATOR),
  admin: new Set<Capability>(ADMIN),
  super_admin: new Set<Capability>(ADMIN),
};

/** Whether `role` holds `capability`. The only place where a role is turned into a permission. */
export function can(role: Role, capability: Capability): boolean {
  return TABLE[role].has(capability);
}
