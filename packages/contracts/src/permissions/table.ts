/**
 * What each role may do with one kind of resource: one row a role, deny by default. Each kind of resource has
 * a file of its own in this folder (the platform's is roles.ts); server and web ask the same table, and
 * nobody else compares names of roles.
 */
export type PermissionTable<Role extends string, Action extends string> = Record<Role, readonly Action[]>;

/** Makes a table answer. @returns whether a role may do something */
export function permissions<Role extends string, Action extends string>(
  table: PermissionTable<Role, Action>,
): (role: Role, action: Action) => boolean {
  const allowed = new Map(
    Object.entries<readonly Action[]>(table).map(([role, actions]) => [role, new Set(actions)]),
  );
  return (role, action) => allowed.get(role)?.has(action) ?? false;
}
