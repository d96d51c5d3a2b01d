import type { SimpleGit } from 'simple-git';
import { cleanGitEnvironment } from './git.ts';
import { limitGitMs } from './git-deadline.ts';

/** Standard output of a reading porcelain command. Never takes the index lock; rejects unless git exits with 0. */
export async function readPorcelain(cwd: string, args: readonly string[]): Promise<string> {
  const timeoutMs = limitGitMs(LONGEST_MS);
  const client = await openClient(cwd, timeoutMs);
  try {
    return await client.raw(...args);
  } catch (error) {
    if (!(error instanceof Error) || !('plugin' in error) || error.plugin !== 'timeout') throw error;
    throw new Error(`git ${args.join(' ')} did not end within ${timeoutMs} ms`, { cause: error });
  }
}

const LONGEST_MS = 120_000;
/** What a git that was ended has left running may hold its outputs open for ever. */
const DRAIN_MS = 500;

/**
 * Loads what reading needs: not with this file, since a look at what is known already asks nothing. A daemon calls it when
 * it begins, because an upgrade may replace the files under it.
 */
export function loadPorcelainLibrary(): Promise<typeof import('simple-git')> {
  return import('simple-git');
}

/** Variables that the library guards and that a read has no use for; passing them on would make it refuse. */
const GUARDED = new Set(['EDITOR', 'VISUAL', 'PAGER', 'PREFIX', 'SSH_ASKPASS']);
const ALLOWED = [
  'GIT_OPTIONAL_LOCKS',
  'GIT_TERMINAL_PROMPT',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_NOSYSTEM',
];

async function openClient(cwd: string, timeoutMs: number): Promise<SimpleGit> {
  const { simpleGit } = await loadPorcelainLibrary();
  return simpleGit({
    baseDir: cwd,
    allowEnvironment: ALLOWED,
    unsafe: { allowUnsafeConfigPaths: true },
    completion: { onClose: true, onExit: DRAIN_MS },
    timeout: { block: timeoutMs, stdOut: false, stdErr: false },
    // By default a command that fails without a word on standard error counts as a success.
    errors: (error, result) => {
      if (error instanceof Error) return error;
      return result.exitCode === 0 ? undefined : Buffer.concat([...result.stdErr, ...result.stdOut]);
    },
  })
    .env(readingEnvironment())
    .outputHandler((_, stdout) => {
      // After a command that printed nothing the library waits 50 ms for more, whatever it is told; this counts as printed.
      stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
    });
}

function readingEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { GIT_OPTIONAL_LOCKS: '0' };
  for (const [name, value] of Object.entries(cleanGitEnvironment())) {
    const usable = name.startsWith('GIT_') ? ALLOWED.includes(name) : !GUARDED.has(name.toUpperCase());
    if (usable && value !== undefined) environment[name] = value;
  }
  return environment;
}
