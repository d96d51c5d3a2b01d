import { faultPoint } from '../../fault-point.ts';
import type { Repository } from '../repository.ts';
import { pickCommit } from './pick-commit.ts';
import { readRunCommit } from './run-refs.ts';
import { gitInWorkspace, type Workspace } from './workspace.ts';

/** `nothing`: the earlier run left no work; `conflict`: its work does not go onto the workspace's base any more. */
export type TakeUpOutcome = 'taken-up' | 'nothing' | 'conflict';

/**
 * Puts the work that an earlier run left under `refs/planex/runs/<run id>` into a fresh workspace, as uncommitted
 * changes. Unless it succeeds, the workspace is at its base as before.
 */
export async function takeUpRun(
  repository: Pick<Repository, 'home' | 'commonDir'>,
  workspace: Workspace,
  earlierRunId: string,
): Promise<TakeUpOutcome> {
  const earlier = await readRunCommit(repository, earlierRunId);
  if (earlier === undefined) return 'nothing';
  const outcome = await pickCommit(workspace, ['cherry-pick', '--allow-empty', earlier.commit]);
  if (outcome.kind !== 'picked') return outcome.kind === 'nothing' ? 'nothing' : 'conflict';
  faultPoint('take-up:picked');
  await gitInWorkspace(workspace, ['reset', '--quiet', '--mixed', workspace.base], { writes: true });
  return 'taken-up';
}
