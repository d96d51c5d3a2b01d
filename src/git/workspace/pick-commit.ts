import { faultPoint } from '../../fault-point.ts';
import { checkOut } from './workspace-checkout.ts';
import { gitInWorkspace, runInWorkspace, type Workspace } from './workspace.ts';

export type PickOutcome =
  | { kind: 'picked'; commit: string }
  | { kind: 'conflict'; paths: string[] }
  | { kind: 'nothing' }
  | { kind: 'failed'; output: string };

/** How a commit is picked. */
export interface PickOptions {
  /** From `readCommitSettings`. */
  settings?: readonly string[];
  /** A file that may stay as it is in the base. */
  yielding?: string | undefined;
}

/**
 * Runs a `cherry-pick` or `revert` of one commit in a workspace whose files and HEAD are at its base. Unless it
 * succeeds, the workspace is back at the base afterwards. Where only the file at `yielding` stands against it, that
 * stays as it is in the base.
 */
export async function pickCommit(
  workspace: Workspace,
  command: readonly string[],
  { settings = [], yielding }: PickOptions = {},
): Promise<PickOutcome> {
  const verbatim = ['-c', 'commit.cleanup=verbatim'];
  const answer = await runInWorkspace(workspace, [...settings, ...verbatim, ...command], { writes: true });
  faultPoint('pick-commit:picked');
  if (answer.code === 0) {
    return { kind: 'picked', commit: await gitInWorkspace(workspace, ['rev-parse', 'HEAD']) };
  }
  const listing = await gitInWorkspace(workspace, [
    'diff',
    '--name-only',
    '--diff-filter=U',
    '-z',
    '--no-ext-diff',
  ]);
  const paths = [...new Set(listing.split('\0').filter((path) => path !== ''))];
  if (paths.length === 1 && paths[0] === yielding) {
    await gitInWorkspace(workspace, ['checkout', '--quiet', 'HEAD', '--', `:(literal)${yielding}`], {
      writes: true,
    });
    // The message that Git has prepared names the conflict in a comment.
    const finish = [...settings, 'commit', '--quiet', '--allow-empty', '--no-edit', '--cleanup=strip'];
    const finished = await runInWorkspace(workspace, finish, { writes: true });
    faultPoint('pick-commit:finished');
    if (finished.code === 0)
      return { kind: 'picked', commit: await gitInWorkspace(workspace, ['rev-parse', 'HEAD']) };
  }
  const staged = await runInWorkspace(workspace, ['diff-index', '--cached', '--quiet', workspace.base, '--']);
  await checkOut(workspace, workspace.base);
  if (paths.length > 0) return { kind: 'conflict', paths };
  if (answer.code === 1 && staged.code === 0) return { kind: 'nothing' };
  return { kind: 'failed', output: `${answer.stdout}${answer.stderr}`.trim() };
}
