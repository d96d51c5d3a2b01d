import type { TaskView } from '../daemon/look/status-view.ts';
import type { ReasonCode } from '../tasks/reason.ts';

/** So often it is asked what is waited for, in milliseconds. */
const ASK_EVERY_MS = 5_000;
/** Waits that nobody but time ends, and that whoever does all that can be done waits out. */
const WAITED_OUT: ReasonCode = 'internal';

/**
 * Tells whoever sits before a command that waits: each wait once, which would else look as if nothing went on. Returns what ends
 * it.
 */
export function tellWaits(
  look: () => Promise<{ tasks: readonly Pick<TaskView, 'id' | 'reason'>[] }>,
  tell: (lines: string[]) => void,
): () => void {
  const told = new Set<string>();
  let isAsking = false;
  const ask = async (): Promise<void> => {
    if (isAsking) return;
    isAsking = true;
    // What is wrong with a look, the command itself will say.
    const view = await look().catch(() => undefined);
    isAsking = false;
    for (const { id, reason } of view?.tasks ?? []) {
      if (reason?.until === undefined || reason.code !== WAITED_OUT) continue;
      const line = `${id} waits until ${reason.until}: ${reason.message}`;
      if (!told.has(line)) tell([line]);
      told.add(line);
    }
  };
  const timer = setInterval(() => void ask(), ASK_EVERY_MS);
  return () => clearInterval(timer);
}
