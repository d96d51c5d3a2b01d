import { findHeldBack } from './hold-back.ts';
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
 * While it settles or is missing, what was believed before stays. And what is believed of a path that got the very bytes that
 * such a one still shows is held back, and so on along a chain of renames: it shows what it showed before. A path that does not
 * come to rest holds others back for some settle times only.
 */
interface Entry {
  sighting?: { signature: string; firstAt: number; readings: number; complete: boolean };
  believed?: FeedFile;
  /** What was listed last: the believed, or what was before it while that is held back. */
  shown?: FeedFile | undefined;
  missingAt?: number;
  /** Since when it settles or is missing, without having come to rest between. */
  restlessAt?: number;
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
  /** All that is believed and not held back, sorted by path. */
  list(): FeedFile[];
}

/**
 * What has rested for so long when planex begins has settled, and need not be waited for. Far longer than the settle time,
 * since the clock of a file system may be coarse or another machine's; and only then, since it may run far behind.
 */
const RESTED_MS = 10_000;

/** How many settle times a JSON document may stay broken before it is believed to be meant so. */
const BROKEN_JSON_PATIENCE = 10;

/** How many settle times a path that does not come to rest holds back others that got the bytes it shows. */
const HOLDING_BACK = 10;

/** Starts with no beliefs; `settleMs` is how long a file must stay as it is before it is believed. */
export function makeSettling(settleMs: number): Settling {
  const entries = new Map<string, Entry>();
  let begun = false;
  /** The instant that was told last, and whether anything was held back when it was shown last. */
  let latest = 0;
  let holding = false;

  // JSON is read again after settling: two writes within one tick of the file system's clock look alike.
  const listAges = (path: string): number[] =>
    isJson(path) ? [0, settleMs, settleMs * BROKEN_JSON_PATIENCE] : [settleMs];
  /** The age at which the next reading is due, or undefined when there is nothing to wait for. */
  const nextAge = (path: string, { sighting }: Entry): number | undefined =>
    sighting === undefined || sighting.complete ? undefined : listAges(path)[sighting.readings];

  const isSettled = (path: string, entry: Entry): boolean =>
    entry.missingAt === undefined && nextAge(path, entry) === undefined;
  const noteRest = (path: string, entry: Entry): void => {
    if (isSettled(path, entry)) delete entry.restlessAt;
    else entry.restlessAt ??= latest;
  };
  const mayHold = ({ restlessAt }: Entry): boolean =>
    restlessAt !== undefined && latest - restlessAt < settleMs * HOLDING_BACK;

  /** What is to be seen as of that instant. */
  const show = (): FeedFile[] => {
    const paths = [...entries.values()].map((entry) => {
      const restless = mayHold(entry);
      const unknown = restless && (entry.sighting === undefined || entry.sighting.readings === 0);
      return { entry, shown: digestOf(entry.shown), believed: digestOf(entry.believed), restless, unknown };
    });
    const held = findHeldBack(paths);
    holding = held.size > 0;
    return paths.flatMap((path) => {
      if (!held.has(path)) path.entry.shown = path.entry.believed;
      return path.entry.shown ?? [];
    });
  };

  return {
    observe(scan, now) {
      // What the last look found is shown before the next one changes it.
      show();
      latest = now;
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
      for (const [path, entry] of entries) noteRest(path, entry);
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
      latest = now;
      const { sighting } = entry;
      const ages = listAges(path);
      sighting.readings = ages.filter((age) => now - sighting.firstAt >= age).length;
      const settled = now - sighting.firstAt >= settleMs;
      const parses = reading.kind === 'read' && isJson(path) && parsesAsJson(reading.bytes);
      const last = sighting.readings === ages.length;
      if (parses || last || (settled && reading.kind !== 'read')) entry.believed = reading;
      sighting.complete = last || (settled && (parses || reading.kind !== 'read'));
      noteRest(path, entry);
    },

    nextDueMs(now) {
      const waits = [...entries].flatMap(([path, entry]) => {
        const age = nextAge(path, entry);
        if (entry.missingAt !== undefined) return [entry.missingAt + settleMs - now];
        return age === undefined || entry.sighting === undefined ? [] : [entry.sighting.firstAt + age - now];
      });
      for (const entry of holding ? entries.values() : []) {
        if (entry.restlessAt !== undefined && mayHold(entry))
          waits.push(entry.restlessAt + settleMs * HOLDING_BACK - now);
      }
      return waits.length === 0 ? undefined : Math.max(0, Math.min(...waits));
    },

    list() {
      return show().sort((a, b) => (a.path < b.path ? -1 : 1));
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
