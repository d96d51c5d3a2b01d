/** What is to be decided of one path: whether it may show other bytes than it did. */
export interface Showing {
  /** Digest of the bytes that it shows, and of those that it would show now; undefined for none. */
  shown: string | undefined;
  believed: string | undefined;
  /** Whether it is settling or missing, and not for too long yet. */
  restless: boolean;
  /** Whether it is restless, and what it has now is not known at all. */
  unknown: boolean;
}

/**
 * Finds those that must go on showing what they do, since a path that has not settled, or one held back itself, still shows
 * the bytes that they got: else what is renamed would be seen twice for a moment, and be taken for a copy. Takes time that
 * grows with their number only.
 */
export function findHeldBack<T extends Showing>(paths: readonly T[]): Set<T> {
  const held = new Set<T>();
  const waiting = new Map<string, T[]>();
  for (const path of paths) {
    if (path.believed === undefined || path.believed === path.shown) continue;
    const same = waiting.get(path.believed);
    if (same === undefined) waiting.set(path.believed, [path]);
    else same.push(path);
  }
  if (waiting.size === 0) return held;

  const kept: string[] = [];
  const hold = (path: T): void => {
    if (held.has(path)) return;
    held.add(path);
    if (path.shown !== undefined) kept.push(path.shown);
  };
  for (const path of paths) {
    if (path.believed === undefined) continue;
    if (path.believed === path.shown) {
      if (path.restless) kept.push(path.shown);
    } else if (path.unknown) hold(path);
  }
  for (let digest = kept.pop(); digest !== undefined; digest = kept.pop()) {
    const followers = waiting.get(digest) ?? [];
    waiting.delete(digest);
    for (const path of followers) hold(path);
  }
  return held;
}
