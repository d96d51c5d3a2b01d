import { OperatorError } from '../../errors.ts';
import type { Planex } from '../open-planex.ts';
import { awaitStopping } from '../daemon/await-stopping.ts';
import { spawnDaemon } from '../daemon/spawn-daemon.ts';
import { stopDaemon } from '../daemon/stop-daemon.ts';
import { withOperations } from '../with-operations.ts';
import { type Following, followWork } from './follow-work.ts';
import { type Asked, goesOn, type WorkState } from './judge-work.ts';

/** The daemon as a command sees it that wants artifacts carried out. */
export interface Carrier {
  /** Has the daemon look at what was put in place, and starts one where none runs. With `asked`, one task of it is meant. */
  carry(path: string, asked?: Asked): Promise<void>;
  /** Resolves when nothing of what is carried goes on by itself, with where each artifact stands. */
  settle(): Promise<Map<string, WorkState>>;
  /** Ends a daemon that was started for this, unless there is other work; true when one goes on. */
  leave(): Promise<boolean>;
}

/** Lets a command have work carried out by the daemon, whose progress it tells. Throws `OperatorError` where it lands elsewhere. */
export async function withCarrier<T>(
  following: Omit<Following, 'over'>,
  use: (carrier: Carrier) => Promise<T>,
): Promise<T> {
  await requireHere(following.planex);
  const over = new AbortController();
  try {
    return await use(openCarrier({ ...following, over: over.signal }));
  } finally {
    over.abort();
  }
}

function openCarrier(following: Following): Carrier {
  const { planex, signal } = following;
  const { home } = planex.repository;
  const follower = followWork(following);
  let started = false;
  return {
    async carry(path, asked) {
      follower.add(path, asked);
      if ((await awaitStopping(planex, following.onLine, signal)) === undefined) {
        await spawnDaemon(planex);
        started = true;
      } else await withOperations(home, 'write', (operations) => operations.nudge());
    },
    async settle() {
      return (await follower.finish()).states;
    },
    async leave() {
      if (planex.readHolder() === undefined) return false;
      if (!started || signal.aborted) return true;
      const { tasks } = await withOperations(home, 'read', (operations) => operations.status());
      if (tasks.some(goesOn)) return true;
      await stopDaemon(planex, false, () => undefined);
      return false;
    },
  };
}

/** One daemon serves all work trees of a repository, and lands on the branch of the one it was started in. */
async function requireHere({ repository }: Planex): Promise<void> {
  const { daemon } = await withOperations(repository.home, 'read', (operations) => operations.status());
  if (daemon.home === undefined || daemon.home === repository.home) return;
  throw new OperatorError(`planex works for ${daemon.home} here`, {
    todo: 'run it there, or planex stop first',
  });
}
