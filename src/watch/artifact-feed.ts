import { createHash } from 'node:crypto';
import { errorMessage } from '../errors.ts';
import { markInstant } from '../mark-instant.ts';
import { compileGlobs } from './globs.ts';
import type { FeedFile } from './read-scanned.ts';
import type { Scan } from './scan.ts';
import { isAtOrBelow, makeSettling } from './settling.ts';
import { takeLook } from './take-look.ts';
import { makeWaker } from './waker.ts';
import { watchFolders } from './watcher.ts';

export interface FeedOptions {
  /** Top of the repository. */
  root: string;
  /** Glob patterns, asked for at each scan. */
  patterns: () => readonly string[];
  /** Gets all files as they now are, whenever their bytes differ from what was handed over before. */
  onChange: (files: FeedFile[]) => void;
  /** A place that cannot be looked at, or events that do not come: told once for as long as it lasts. */
  onProblem: (message: string) => void;
  /** How long a file must stay as it is before it is believed, in milliseconds. */
  settleMs?: number;
  /** False: no watching, the files are found by scanning alone. */
  events?: boolean;
  /** Time between scans while there are no events, in milliseconds. */
  scanEveryMs?: number;
}

/** The artifacts of a repository as they settle on disk. Events are only hints: every answer comes from a scan. */
export interface ArtifactFeed {
  /** Asks for a look soon. */
  nudge(): void;
  /** Everything, from a scan that begins now, when nothing is half-written any more. It counts as handed over. */
  current(): Promise<FeedFile[]>;
  /** Why it is not known which files there are: a place of theirs cannot be looked into. Undefined when it is known. */
  blindness(): string | undefined;
  /** Why the files are looked for regularly although events were wanted, or undefined. */
  trouble(): string | undefined;
  close(): Promise<void>;
}

const SETTLE_MS = 100;
const SCAN_EVERY_MS = 2_000;
/** Pause between two scans in a burst of events. */
const SCAN_PAUSE_MS = 25;
/** A file that is written all the time delays the first handing over, or an answer, no longer than this. */
const LONGEST_WAIT_MS = 5_000;

/** Opens the feed. The first scan begins at once; nothing is handed over until it has settled. */
export function openArtifactFeed(options: FeedOptions): ArtifactFeed {
  const { root, patterns, onChange, onProblem, events = true, scanEveryMs = SCAN_EVERY_MS } = options;
  const settling = makeSettling(options.settleMs ?? SETTLE_MS);
  const tellProblems = makeTeller(onProblem);
  const openUntilAt = performance.now() + LONGEST_WAIT_MS;
  let questions: { afterScan: number; untilAt?: number; answer: (files: FeedFile[]) => void }[] = [];
  let globs = compileGlobs(patterns());
  let handedOver = `${describeFiles([])} `;
  let opening = true;
  let scans = 0;
  let blindness: string | undefined;
  let endedAt = Number.NEGATIVE_INFINITY;

  const look = async (): Promise<void> => {
    try {
      scans += 1;
      if (patterns().join('\n') !== globs.patterns.join('\n')) globs = compileGlobs(patterns());
      const { scan, unstable } = await takeLook(root, globs, settling, () => performance.now());
      if (unstable) nudge();
      tellProblems(scan.problems);
      blindness = scan.problems.find(isBlinding)?.refusal;
      handOver();
      await watcher?.check({ globs, folders: scan.folders });
    } catch (error) {
      onProblem(errorMessage(error));
    }
    endedAt = performance.now();
    const dueMs = settling.nextDueMs(endedAt);
    if (dueMs !== undefined) waker.wakeIn(dueMs);
    if (watcher === undefined || watcher.trouble() !== undefined || blindness !== undefined)
      waker.wakeIn(scanEveryMs);
  };

  /** A folder of which nothing is known may be anybody's: a pattern that leads anywhere is no reason to wait for it. */
  const isBlinding = ({ path, refusal }: Scan['problems'][number]): boolean =>
    refusal !== undefined &&
    (globs.beginsWith(path) ||
      globs.matches(path) ||
      settling.list().some((file) => isAtOrBelow(file.path, path)));

  const handOver = (): void => {
    const now = performance.now();
    const quiet = settling.nextDueMs(now) === undefined && !waker.isAsked();
    if (quiet || now >= openUntilAt) opening = false;
    const files = settling.list();
    const answered = questions.filter((question) => {
      if (scans <= question.afterScan) return false;
      // Counted from the first scan on: a machine that is slow to come to it has not waited for anybody's writing.
      question.untilAt ??= now + LONGEST_WAIT_MS;
      return quiet || now >= question.untilAt;
    });
    questions = questions.filter((question) => !answered.includes(question));
    for (const { answer } of answered) answer(files);
    const described = `${describeFiles(files)} ${blindness ?? ''}`;
    if (described === handedOver || (opening && answered.length === 0)) return;
    handedOver = described;
    markInstant('feed:changed');
    if (answered.length === 0) onChange(files);
  };

  const waker = makeWaker(look);
  const nudge = (): void => waker.wakeIn(Math.max(0, endedAt + SCAN_PAUSE_MS - performance.now()));
  const hint = (): void => {
    markInstant('watch:hint');
    nudge();
  };
  const watcher = events ? watchFolders(root, { onHint: hint, onDegraded: onProblem }) : undefined;

  nudge();
  return {
    nudge,
    current: () =>
      new Promise((answer) => {
        questions.push({ afterScan: scans, answer });
        nudge();
      }),
    blindness: () => blindness,
    trouble: () => watcher?.trouble(),
    async close() {
      await watcher?.close();
      await waker.close();
      for (const { answer } of questions) answer(settling.list());
    },
  };
}

/** One short text for all that there is: it changes with any path, digest or problem. */
function describeFiles(files: readonly FeedFile[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(JSON.stringify({ ...file, bytes: undefined }));
  return hash.digest('hex');
}

/** Tells each problem when it comes, and again only after it was gone. */
function makeTeller(tell: (message: string) => void): (problems: Scan['problems']) => void {
  let told = new Set<string>();
  return (problems) => {
    const messages = new Set(problems.map(({ path, message }) => `${path === '' ? '.' : path}: ${message}`));
    for (const message of messages) if (!told.has(message)) tell(message);
    told = messages;
  };
}
