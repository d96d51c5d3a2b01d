import type { TrustView } from '../../daemon/admission/inspect-trust.ts';
import type { StatusView } from '../../daemon/look/status-view.ts';
import { withOperations } from '../with-operations.ts';

/**
 * Has a person say whether an artifact may run that waits for nothing but that, and remembers a yes for the very bytes that
 * were shown. Without one it goes on waiting, and its status says what to do.
 */
export async function admitWaiting(
  home: string,
  { tasks }: Pick<StatusView, 'tasks'>,
  path: string,
  ask: (shown: TrustView) => Promise<boolean>,
): Promise<void> {
  if (!tasks.some(({ artifact, reason }) => artifact === path && reason?.code === 'not-admitted')) return;
  const [shown] = await withOperations(home, 'read', (operations) => operations.inspect({ paths: [path] }));
  // The settings wait, and not this file.
  if (shown === undefined || shown.admitted !== undefined) return;
  if (!(await ask(shown))) return;
  await withOperations(home, 'write', (operations) =>
    operations.trust({ paths: [path], all: false, shown: { [path]: shown.digest } }),
  );
}
