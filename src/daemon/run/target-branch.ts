import { sha256 } from '../../sha256.ts';
import type { Task } from '../../tasks/task.ts';
import type { DaemonSettings } from '../ports.ts';

/** The branch that a task's work lands on. */
export function targetBranch(
  task: Pick<Task, 'label'>,
  current: string,
  settings: Pick<DaemonSettings, 'ownBranches'>,
): string {
  return settings.ownBranches ? `planex/${nameForGit(task.label)}` : current;
}

/** What `git check-ref-format` refuses in a branch, at the place where it stands. */
const REFUSED = /[\p{Cc}\s~^:?*[\\]|\.{2,}|@\{|^\/|\/(?=\/|$)|(?:^|(?<=\/))\.|\.(?=\/|$)|\.lock(?=\/|$)/gu;
/** Bytes: a name of a file has 255, and git adds to it while it writes. */
const LONGEST = 200;

/** A label as it is where git takes it; else what it takes of it, and by what it is told from others. */
function nameForGit(label: string): string {
  const bytes = Buffer.from(label.replace(REFUSED, '-'));
  // A character that is cut through is left out.
  const plain = bytes
    .subarray(0, LONGEST)
    .toString()
    .replace(/\uFFFD$/, '');
  return plain === label && label !== '' ? label : `${plain}-${sha256(label).slice(0, 8)}`;
}
