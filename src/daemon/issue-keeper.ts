import { errorMessage } from '../errors.ts';
import { findMoves } from '../issues/find-moves.ts';
import { groupSolutions } from './look/hold-issues.ts';
import type { Look } from './look/look.ts';
import type { Ports } from './ports.ts';

/** Keeps issues that are done among those that are past, and no others. */
export interface IssueKeeper {
  /** False when it could not be written now. */
  keep(look: Look): Promise<boolean>;
}

/** A keeper that compares each look with the store, so that one that died before it wrote is made up for. */
export function createIssueKeeper(ports: Ports, onError: (error: unknown) => void): IssueKeeper {
  /** What went wrong last, which is told once. */
  let told: string | undefined;
  return {
    async keep({ observation }) {
      const known = await ports.readIssues();
      if (!known.complete || known.present.size + known.past.size === 0) return true;
      const { ended, reopened } = findMoves(
        known,
        groupSolutions(observation.world.tasks, observation.entries),
      );
      const at = new Date(ports.nowMs()).toISOString();
      try {
        for (const id of ended) await ports.endIssue(id, at);
        for (const id of reopened) await ports.reopenIssue(id, at);
        told = undefined;
        return true;
      } catch (error) {
        if (told !== errorMessage(error)) onError(error);
        told = errorMessage(error);
        return false;
      }
    },
  };
}
