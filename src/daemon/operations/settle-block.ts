import { digestBytes } from '../../artifacts/digest.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import type { Breach } from '../../tasks/breach.ts';
import type { ArtifactRecord } from '../../tasks/task-record.ts';
import type { Ports, StoredDocument } from '../ports.ts';

/**
 * Where planex died while it set a plan to BLOCKED for a breach of this run, finds out whether it had written that: else a
 * BLOCKED that stands there by now is a person's.
 */
export async function settleBlock(
  { repository }: Pick<Ports, 'repository'>,
  document: StoredDocument<ArtifactRecord>,
  run: string,
): Promise<void> {
  const { path } = document.data;
  const unsettled = findUnsettled(document.data, run);
  if (unsettled === undefined) return;
  const bytes = await repository.readFile(path);
  const isWritten =
    bytes !== undefined &&
    parseArtifact(path, bytes).artifact.status === 'blocked' &&
    (digestBytes(bytes) === unsettled.to || new TextDecoder().decode(bytes).includes(run));
  await document.update((record) => {
    const breach = findUnsettled(record, run);
    if (breach !== undefined) breach.blocked = isWritten ? 'yes' : 'no';
  });
}

function findUnsettled({ tasks }: ArtifactRecord, run: string): Breach | undefined {
  const breaches = Object.values(tasks).flatMap(({ breach }) => breach ?? []);
  return breaches.find((breach) => breach.run === run && breach.blocked === 'blocking');
}
