import { createArtifactCatalogue } from '../../src/daemon/look/artifact-catalogue.ts';
import { type Decision, reconcile } from '../../src/tasks/reconcile.ts';
import { compileGlobs } from '../../src/watch/globs.ts';
import { makeSettling } from '../../src/watch/settling.ts';
import { takeLook } from '../../src/watch/take-look.ts';
import { makeFacts, makeWorld } from '../support/world.ts';

/** How long a file must stay as it is, how long a lost event may stay unnoticed, in milliseconds of the test's clock. */
export const SETTLE_MS = 100;
export const SCAN_EVERY_MS = 2_000;
/** Pause between two looks in a burst of events. */
const PAUSE_MS = 25;

/** The way from files to dispatches on a clock that only the test moves. */
export interface VirtualWatch {
  now(): number;
  /** An event came through: a look is due soon. */
  hint(): void;
  /** Lets time pass, with all looks that fall due in it. */
  pass(ms: number): Promise<void>;
  /** Digests of tasks in the order in which they were dispatched. */
  dispatched: string[];
}

/** Watches `root` and dispatches each task as soon as it is pending; a dispatched task counts as landed at once. */
export function makeVirtualWatch(root: string): VirtualWatch {
  const globs = compileGlobs(['docs/plans/*.md', 'docs/issues/*.json']);
  const settling = makeSettling(SETTLE_MS);
  const catalogue = createArtifactCatalogue();
  const dispatched: string[] = [];
  let now = 0;
  let lastLookAt = 0;
  let hintedAt: number | undefined = 0;

  const decide = (): Decision => {
    const files = settling.list().flatMap((file) => (file.kind === 'read' ? [file] : []));
    const tasks = catalogue.read(files).flatMap((entry) => entry.tasks);
    const facts = tasks.map((task) =>
      makeFacts(task, {
        landed: dispatched.includes(task.digest)
          ? { kind: 'landed', commit: '0'.repeat(40) }
          : { kind: 'never' },
      }),
    );
    for (const action of reconcile(makeWorld(facts)).actions) {
      const digest = facts.find(({ task }) => action.type === 'dispatch' && task.id === action.taskId)?.task
        .digest;
      if (digest !== undefined) dispatched.push(digest);
    }
    return reconcile(makeWorld(facts));
  };
  const look = async (): Promise<void> => {
    hintedAt = undefined;
    const { unstable } = await takeLook(root, globs, settling, () => now);
    lastLookAt = now;
    if (unstable) hintedAt = now;
    decide();
  };
  const nextLookAt = (): number => {
    const waits = settling.nextDueMs(lastLookAt);
    return Math.min(
      lastLookAt + SCAN_EVERY_MS,
      hintedAt === undefined ? Number.POSITIVE_INFINITY : Math.max(hintedAt, lastLookAt + PAUSE_MS),
      waits === undefined ? Number.POSITIVE_INFINITY : Math.max(lastLookAt + waits, lastLookAt + 1),
    );
  };
  return {
    now: () => now,
    dispatched,
    hint: () => (hintedAt ??= now),
    async pass(ms) {
      const endsAt = now + ms;
      for (let next = nextLookAt(); next <= endsAt; next = nextLookAt()) {
        now = Math.max(now, next);
        await look();
      }
      now = endsAt;
    },
  };
}
