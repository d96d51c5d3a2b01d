import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { readGitVerb } from './git-verb.ts';
import type { Repository } from './repository.ts';

/**
 * Looks whether a `git commit` of the home work tree is under way: its process lives, or an editor has its message open. A
 * message file alone proves nothing, since an aborted commit leaves it behind. Commits in workspaces do not count:
 * git runs them from another folder. What this resolves to looks when it is first asked: to read what every process is
 * called takes as long as all the rest of a look, and mostly nothing hangs on it.
 */
export async function lookForCommit(repository: Repository): Promise<() => boolean> {
  if (!existsSync('/proc/self/cmdline')) {
    const guess = await guessFromProcessTable(repository);
    return () => guess;
  }
  let found: boolean | undefined;
  return () => (found ??= isCommitAmong(listProcesses(), repository));
}

function isCommitAmong(processes: readonly RunningProcess[], repository: Repository): boolean {
  return processes.some(({ argv, cwd }) => {
    if (readGitVerb(argv) === 'commit') return cwd() === repository.home;
    return argv.some((word) => isMessageFile(word, cwd, repository));
  });
}

interface RunningProcess {
  argv: string[];
  cwd: () => string | undefined;
}

/** Every process that may be read and has to do with a commit. */
function listProcesses(): RunningProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const commandLine = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
    if (!commandLine?.includes('commit') && !commandLine?.includes('COMMIT_EDITMSG')) return [];
    return [{ argv: commandLine.split('\0'), cwd: () => attempt(() => readlinkSync(`/proc/${pid}/cwd`)) }];
  });
}

function isMessageFile(word: string, cwd: () => string | undefined, repository: Repository): boolean {
  if (!word.endsWith('COMMIT_EDITMSG')) return false;
  const path = resolve(cwd() ?? '/', word);
  return (
    path === join(repository.gitDir, 'COMMIT_EDITMSG') ||
    path === join(repository.home, '.git/COMMIT_EDITMSG')
  );
}

/** Without `/proc` nobody tells where a process works, so the message's age decides whose commit it is. */
async function guessFromProcessTable(repository: Repository): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-axo', 'command=']);
  const commands = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const messageFile = join(repository.gitDir, 'COMMIT_EDITMSG');
  if (commands.some((argv) => argv.includes(messageFile))) return true;
  const editedAt = attempt(() => statSync(messageFile).mtimeMs);
  const movedAt = attempt(() => statSync(join(repository.gitDir, 'logs/HEAD')).mtimeMs) ?? 0;
  return (
    editedAt !== undefined && editedAt > movedAt && commands.some((argv) => readGitVerb(argv) === 'commit')
  );
}

/** Processes come and go while they are looked at; what cannot be read is not there. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
