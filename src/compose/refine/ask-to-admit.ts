import { errorMessage, OperatorError } from '../../errors.ts';
import { withOperations } from '../with-operations.ts';

/** Has the edit of a plan admitted where the plan is, by the daemon if one runs. Without it the edited plan waits for trust. */
export async function askToAdmit(
  home: string,
  path: string,
  digests: readonly string[],
  say: (line: string) => void,
): Promise<void> {
  try {
    await withOperations(home, 'write', (operations) =>
      operations.admitEdit({ path, digests: [...digests] }),
    );
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    say(`  ${errorMessage(error)}; the plan may have to be trusted again: planex trust ${path}`);
  }
}
