/**
 * Who is in something whose sockets are spread over places (the primary object is place 0, relays are 1, 2,
 * …). One user with several devices, in one place or in several, is one member. Places state how many devices
 * of a user they hold, and not what has changed: a statement may come twice. Each has the place's version,
 * which rises: one that was overtaken is dropped.
 */
export interface Statement {
  place: number;
  version: number;
  user_id: string;
  username: string;
  devices: number;
}
export interface Person {
  user_id: string;
  username: string;
}
export type Change = "joined" | "left" | null;

export interface Roster {
  /** Takes a statement. @returns what it means for the whole: whether this user came or went */
  state(statement: Statement): Change;
  /** Takes all that a place holds. Users that it had and does not name are gone from there. */
  replace(
    place: number,
    version: number,
    people: Omit<Statement, "place" | "version">[],
  ): Map<string, Change>;
  usernameOf(userId: string): string | null;
  /** Devices of a user in one place. */
  devices(place: number, userId: string): number;
  sockets(place: number): number;
  count(): number;
  /** The first of them, in the order in which they came. */
  people(limit: number): Person[];
}

export function createRoster(): Roster {
  const users = new Map<
    string,
    { username: string; places: Map<number, { devices: number; version: number }> }
  >();
  const sockets = new Map<number, number>();
  /** Versions of users that have left a place, so that an overtaken statement does not bring them back. */
  const gone = new Map<string, number>();

  const state = ({ place, version, user_id, username, devices }: Statement): Change => {
    const user = users.get(user_id);
    const known = user?.places.get(place);
    const key = `${place} ${user_id}`;
    if (version < (known?.version ?? gone.get(key) ?? Number.NEGATIVE_INFINITY)) return null;
    sockets.set(place, (sockets.get(place) ?? 0) + devices - (known?.devices ?? 0));
    if (devices > 0) {
      gone.delete(key);
      const places = user?.places ?? new Map();
      places.set(place, { devices, version });
      users.set(user_id, { username, places });
      return user === undefined ? "joined" : null;
    }
    if (gone.size > MAX_GONE) gone.clear();
    gone.set(key, version);
    if (user === undefined) return null;
    user.places.delete(place);
    if (user.places.size > 0) return null;
    users.delete(user_id);
    return "left";
  };

  return {
    state,
    replace(place, version, people) {
      const changes = new Map<string, Change>();
      const named = new Set(people.map(({ user_id }) => user_id));
      for (const [user_id, { username, places }] of [...users]) {
        if (places.has(place) && !named.has(user_id))
          changes.set(user_id, state({ place, version, user_id, username, devices: 0 }));
      }
      for (const person of people) changes.set(person.user_id, state({ place, version, ...person }));
      return changes;
    },
    usernameOf: (userId) => users.get(userId)?.username ?? null,
    devices: (place, userId) => users.get(userId)?.places.get(place)?.devices ?? 0,
    sockets: (place) => sockets.get(place) ?? 0,
    count: () => users.size,
    people(limit) {
      const shown: Person[] = [];
      for (const [user_id, { username }] of users) {
        if (shown.length >= limit) break;
        shown.push({ user_id, username });
      }
      return shown;
    },
  };
}

/** Remembered leavers: only statements that are on their way at the same moment need them. */
const MAX_GONE = 10_000;
