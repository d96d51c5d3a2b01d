import { digestBytes } from '../../artifacts/digest.ts';
import type { Ports } from '../ports.ts';

/**
 * Call before planex writes into an artifact: what it makes of bytes from elsewhere stands in no commit, and so would look
 * like the user's own. It goes on waiting for trust.
 */
export async function keepForeign(
  ports: Pick<Ports, 'records' | 'repository'>,
  path: string,
  before: Uint8Array,
): Promise<void> {
  const document = await ports.records.artifact(path);
  if (document.data.admitted.some(({ digest }) => digest === digestBytes(before))) return;
  const { headMark } = (await ports.records.daemon()).data;
  const local = await ports.repository.readLocalCommits(headMark);
  const file = { path, bytes: before };
  if (!(await local.findFromElsewhere([file])).has(file)) return;
  await document.update((record) => {
    record.proposed = true;
  });
}
