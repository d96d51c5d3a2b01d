import { digestBytes } from '../../artifacts/digest.ts';
import { parseArtifact } from '../../artifacts/parse-artifact.ts';
import { readStatusWords } from '../../artifacts/status-words.ts';
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
  if (unsettled !== undefined) {
    const bytes = await repository.readFile(path);
    const isOwn = bytes !== undefined && isOwnWord(path, bytes, unsettled, repository.isReplaced(run));
    await document.update((record) => {
      const breach = findUnsettled(record, run);
      if (breach !== undefined) breach.blocked = isOwn ? 'yes' : 'no';
    });
  }
  repository.dropProof(run);
}

/** Whether a plan says BLOCKED as planex wrote it, also where somebody has edited something else of it since. */
function isOwnWord(path: string, bytes: Uint8Array, { run, to, says }: Breach, isReplaced: boolean): boolean {
  if (parseArtifact(path, bytes).artifact.status !== 'blocked') return false;
  const text = new TextDecoder().decode(bytes);
  if (digestBytes(bytes) === to || text.includes(run)) return true;
  // A person's word may read the same, but where planex has written it nobody had to.
  return isReplaced && says !== undefined && readStatusWords(text).join('\n') === says.join('\n');
}

function findUnsettled({ tasks }: ArtifactRecord, run: string): Breach | undefined {
  const breaches = Object.values(tasks).flatMap(({ breach }) => breach ?? []);
  return breaches.find((breach) => breach.run === run && breach.blocked === 'blocking');
}
