import { quoteId } from './quote-id.ts';
import type { Reason, ReasonCode } from './reason.ts';
import type { ActiveRun } from './world.ts';

const WITH_WORK: ReadonlySet<ActiveRun['step']> = new Set([
  'verifying',
  'reviewing',
  'committing',
  'landing',
]);

/**
 * Why work that is done, and that nobody is at, may not go on: what let it run has been taken back since. Undefined while it
 * may. A task that was changed, or is gone from its artifact, is no such thing.
 */
export function findWithdrawal({ busy, step, artifact, taskId }: ActiveRun): Reason | undefined {
  if (busy || !WITH_WORK.has(step) || artifact === undefined) return undefined;
  const { path, stands } = artifact;
  const because = (what: string, action: string, code: ReasonCode = 'approval'): Reason => ({
    code,
    message: `${path} ${what}, so its finished work does not land; it is kept`,
    action,
  });
  switch (stands) {
    case 'gone':
      return because('is gone', `put ${path} back as it was, and the work lands`);
    case 'cancelled':
      return { code: 'cancelled', message: 'cancelled by you', action: `planex retry ${quoteId(taskId)}` };
    case 'revoked':
      return because('is trusted no more', `planex trust ${quoteId(path)}`, 'not-admitted');
    case 'rejected':
      return because('was rejected', `planex approve ${quoteId(path)}`);
    case 'draft':
      return because('is a DRAFT', `planex approve ${quoteId(path)}`);
    case 'blocked':
      return because('says BLOCKED', `settle what blocks it and set "Status: IN PROGRESS" in ${path}`);
    default:
      return undefined;
  }
}
