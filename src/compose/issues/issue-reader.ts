import { join } from 'node:path';
import type { KnownIssues } from '../../issues/known-issues.ts';
import { signFiles } from '../../git/file-signature.ts';
import { rememberWhileUnchanged } from '../../git/remember-while-unchanged.ts';
import type { Issue } from '../../issues/issue.ts';
import { openIssueStore, STORE_FILES, STORE_FOLDERS } from '../../state/issue-store.ts';
import { listQueueFiles, QUEUES_FOLDER, readQueues } from '../../state/queue-store.ts';

/** The issues as the daemon sees them, read again when their files have changed. */
export function createIssueReader(home: string, records: string): () => Promise<KnownIssues> {
  return rememberWhileUnchanged(
    (asOfMs) => signFiles(listIssueFiles(home), asOfMs),
    async () => {
      // What cannot be read holds the work of issues back, and planex goes on.
      const book = await openIssueStore(home, records)
        .read()
        .catch(() => undefined);
      const queued = await readQueues(home).catch(() => ({ queues: [], unreadable: QUEUES_FOLDER }));
      const { queues: known, unreadable: unreadableQueue } = queued;
      const orders = { queues: known, unreadableQueue };
      const past = new Map((book?.past ?? []).map((issue) => [issue.id, issue]));
      const present = new Set((book?.issues ?? []).map(({ issue }) => issue.id));
      if (book === undefined) {
        return { issues: new Map<string, Issue>(), past, present, complete: false, ...orders };
      }
      const issues = new Map([...past, ...book.issues.map(({ issue }) => [issue.id, issue] as const)]);
      // Of an issue that stands there twice it is not known which counts.
      const seen = new Set<string>();
      for (const { issue } of book.issues) {
        if (seen.has(issue.id)) issues.delete(issue.id);
        seen.add(issue.id);
      }
      return { issues, past, present, complete: book.isWhole, ...orders };
    },
  );
}

/** The files and folders, there or not, that the issues and queues of a repository are read from. */
export function listIssueFiles(home: string): string[] {
  const queues = [QUEUES_FOLDER, `${QUEUES_FOLDER}/index.json`, ...tryListQueues(home)];
  return [...STORE_FOLDERS, ...STORE_FILES, ...queues].map((path) => join(home, path));
}

/** Whatever keeps the folder from being listed, reading it says. */
function tryListQueues(home: string): string[] {
  try {
    return listQueueFiles(home);
  } catch {
    return [];
  }
}
