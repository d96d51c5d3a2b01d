import type { ArtifactRecord } from './task-record.ts';

/**
 * Notes that planex changes an artifact from one content to another, each a digest of its bytes. Edits that follow on one
 * another count as one; whatever somebody else writes in between breaks the chain.
 */
export function noteOwnEdit(record: ArtifactRecord, before: string, after: string): void {
  const from = record.ownEdit?.to === before ? record.ownEdit.from : before;
  record.ownEdit = { from, to: after };
}

/** Whether nothing but planex's own edits lies between what is committed and what the file has. */
export function isOwnEdit(
  { ownEdit }: Pick<ArtifactRecord, 'ownEdit'>,
  committed: string,
  working: string,
): boolean {
  return ownEdit !== undefined && ownEdit.from === committed && ownEdit.to === working;
}
