import { readIndexedPlans } from '../../git/guarded/indexed-plans.ts';
import { inheritIndex } from '../../git/guarded/staged-plans.ts';
import { readSentinels } from '../../guard/read-sentinels.ts';
import { openGuardedPlans, toText } from './guarded-plans.ts';

/** A sentinel and where it stands in the plans that are committed or staged. */
export interface ListedSentinel {
  path: string;
  line: number;
  sentinel: string;
  /** The Decision Log of its plan lets it go. */
  retired: boolean;
}

/** Lists every sentinel of the index, by path and line. */
export async function listSentinels(cwd: string): Promise<ListedSentinel[]> {
  const { repository, folders } = await openGuardedPlans(cwd);
  const plans = await readIndexedPlans(repository.home, folders, inheritIndex(cwd));
  return plans.flatMap(({ path, text }) => {
    const { sentinels, retired } = readSentinels(text);
    return sentinels.map(({ text, line }) => ({
      path,
      line,
      sentinel: toText(text),
      retired: retired.has(text),
    }));
  });
}
