import type { FeedFile } from './read-scanned.ts';
import type { Scan, ScannedFile } from './scan.ts';

/*
 * What the feed believes of one path:
 *
 *   not there ──seen──▶ settling ──same signature for settleMs, then read──▶ believed
 *                                  (at the very beginning: or rested for long)
 *       ▲                  ▲  │                                                │   │
 *       │                  │  └── JSON that parses is believed at once ───────▶│   │
 *       │                  └──────────────── another signature ────────────────┘   │
 *       └──────────── missing for settleMs ◀──────────── not seen ─────────────────┘
 *
 * While it settles or is missing, what was believed before stays. And so does what was believed of a path that got the very bytes
 * of such a one: else what is renamed would be seen twice for a moment, under the new name and the old.
 */
interface Entry {
  sighting?: { signature: string; firstAt: number; readings: number; complete: boolean };
  believed?: FeedFile;
  /** Since when these bytes are. */
  believedAt?: number;
  /** What was believed before them, until nothing is to be waited for. */
  formerly?: FeedFile | undefined;
  missingAt?: number;
}

/** The beliefs about all paths. Instants are milliseconds of one clock that never goes back. */
export interface Settling {
  observe(scan: Scan, now: number): void;
  /** Files to be read now. */
  listDue(now: number): ScannedFile[];
  /** Takes what reading a due file gave. */
  accept(file: ScannedFile, reading: FeedFile, now: number): void;
  /** Milliseconds until time alone makes something due, or undefined when everything is settled. */
  nextDueMs(now: number): number | undefined;
  /** All that is believed, sorted by path. */
  list(): FeedFile[];
}

/**
 * What has rested for so long when planex begins has settled, and need not be waited for. Far longer than the settle time,
 * since the clock of a file system may be coarse or another machine's; and only then, since it may run far behind.
 */
const RESTED_MS = 10_000;

/** How many settle times a JSON document may stay broken before it is believed to be meant so. */
const BROKEN_JSON_PATIENCE = 10;

/** Starts with no beliefs; `settleMs` is how long a file must stay as it is before it is believed. */
export function makeSettling(settleMs: number): Settling {
  const entries = new Map<string, Entry>();
  let begun = false;

  // JSON is read again after settling: two writes within one tick of the file system's clock look alike.
  const listAges = (path: string): number[] =>
    isJson(path) ? [0, settleMs, settleMs * BROKEN_JSON_PATIENCE] : [settleMs];
  /** The age at which the next reading is due, or undefined when there is nothing to wait for. */
  const nextAge = (path: string, { sighting }: Entry): number | undefined =>
    sighting === undefined || sighting.complete ? undefined : listAges(path)[sighting.readings];

  const isSettled = (path: string, entry: Entry): boolean =>
    entry.missingAt === undefined && nextAge(path, entry) === undefined;

  return {
    observe(scan, now) {
      const seen = new Set<string>();
      for (const { path, signature, restedMs } of scan.files) {
        seen.add(path);
        const entry = entries.get(path) ?? {};
        entries.set(path, entry);
        delete entry.missingAt;
        if (entry.sighting?.signature === signature) continue;
        const settledMs = !begun && restedMs >= RESTED_MS ? restedMs : 0;
        entry.sighting = { signature, firstAt: now - settledMs, readings: 0, complete: false };
      }
      begun = true;
      for (const [path, entry] of entries) {
        if (seen.has(path)) continue;
        delete entry.sighting;
        if (scan.problems.some((problem) => isAtOrBelow(path, problem.path))) delete entry.missingAt;
        else entry.missingAt ??= now;
        if (entry.missingAt !== undefined && now - entry.missingAt >= settleMs) entries.delete(path);
      }
    },

    listDue: (now) =>
      [...entries].flatMap(([path, entry]) => {
        const { sighting, believed } = entry;
        const age = nextAge(path, entry);
        if (sighting === undefined) return [];
        const isDue = age !== undefined && now - sighting.firstAt >= age;
        return isDue || believed?.kind === 'unreadable' ? [{ path, signature: sighting.signature }] : [];
      }),

    accept({ path, signature }, reading, now) {
      const entry = entries.get(path);
      if (entry?.sighting?.signature !== signature) return;
      const { sighting } = entry;
      const ages = listAges(path);
      sighting.readings = ages.filter((age) => now - sighting.firstAt >= age).length;
      const settled = now - sighting.firstAt >= settleMs;
      const parses = reading.kind === 'read' && isJson(path) && parsesAsJson(reading.bytes);
      const last = sighting.readings === ages.length;
      if (parses || last || (settled && reading.kind !== 'read')) {
        if (entry.believed === undefined || digestOf(entry.believed) !== digestOf(reading)) {
          entry.formerly = entry.believed;
          entry.believedAt = now;
        }
        entry.believed = reading;
      }
      sighting.complete = last || (settled && (parses || reading.kind !== 'read'));
    },

    nextDueMs(now) {
      const waits = [...entries].flatMap(([path, entry]) => {
        const age = nextAge(path, entry);
        if (entry.missingAt !== undefined) return [entry.missingAt + settleMs - now];
        return age === undefined || entry.sighting === undefined ? [] : [entry.sighting.firstAt + age - now];
      });
      return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits));
    },

    list() {
      const leaving = new Map<string, { path: string; since: number }[]>();
      for (const [path, entry] of entries) {
        const since = entry.missingAt ?? entry.sighting?.firstAt;
        const digest = digestOf(entry.believed);
        if (since === undefined || digest === undefined || isSettled(path, entry)) continue;
        // What was believed at once is what it has now.
        if ((entry.believedAt ?? since) < since)
          leaving.set(digest, [...(leaving.get(digest) ?? []), { path, since }]);
      }
      const files = [...entries].flatMap(([path, entry]) => {
        const { believed, believedAt = 0 } = entry;
        const others = leaving.get(digestOf(believed) ?? '') ?? [];
        const waits = others.some((other) => other.path !== path && other.since <= believedAt);
        if (!waits) delete entry.formerly;
        return (waits ? entry.formerly : believed) ?? [];
      });
      return files.sort((a, b) => (a.path < b.path ? -1 : 1));
    },
  };
}

function digestOf(file: FeedFile | undefined): string | undefined {
  return file?.kind === 'read' ? file.digest : undefined;
}

function isJson(path: string): boolean {
  return path.endsWith('.json');
}

function parsesAsJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return true;
  } catch {
    return false;
  }
}

/** Whether a path is a place, or lies below it; `''` is the top. */
export function isAtOrBelow(path: string, place: string): boolean {
  return place === '' || path === place || path.startsWith(`${place}/`);
}
