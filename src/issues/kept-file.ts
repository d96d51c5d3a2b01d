import { isIssueId } from './issue.ts';

/** What file systems take for one name; an id may be a hundred characters of four bytes. */
const MOST_BYTES = 255;

/** The name of the file with the solutions that a store holds for an issue; undefined where there can be none. */
export function nameKeptFile(issueId: string): string | undefined {
  const name = `${issueId}.jsonl`;
  return isIssueId(issueId) && Buffer.byteLength(name) <= MOST_BYTES ? name : undefined;
}
