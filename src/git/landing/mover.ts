import { spawn } from 'node:child_process';
import { linkSync, renameSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { errorMessage } from '../../errors.ts';
import { faultPoint } from '../../fault-point.ts';
import { cleanGitEnvironment } from '../git.ts';
import { type EndedBy, limitGroup } from '../limited-group.ts';

/** A process that waits to update the files of a work tree where that is wanted, and to have the branch committed once the index is renamed. */
export interface Mover {
  /** Merges the old commit to the new one in the files and in the copy of the index; resolves however git ends. */
  updateFiles(options: { ignoresLinks: boolean; signal?: AbortSignal | undefined }): Promise<FilesUpdate>;
  /** Takes files and copy for updated: planex has done so itself. */
  leaveFiles(): void;
  /** Renames the copy over the index at once and has the branch committed; resolves to what went wrong, if anything did. */
  go(): Promise<string | undefined>;
  /** Lets it end with nothing more done; what has begun is let end. Resolves when nothing of it is left. */
  drop(): Promise<void>;
}

/** How git ended that updated the files. */
export interface FilesUpdate {
  /** Exit status; -1 when it did not start, or was ended. */
  code: number;
  said: string;
  /** Why it was ended. Then its process group is gone, and nothing can be moved any more. */
  endedBy?: EndedBy;
}

/** What a mover moves. */
export interface MoverTask {
  workTree: string;
  runId: string;
  old: string;
  new: string;
  /** What the files are merged from, where that is not the old commit. */
  from?: string | undefined;
  /** The copy of the index. */
  copy: string;
  indexFile: string;
  /** True when only index and branch move. */
  leavesFiles?: boolean | undefined;
}

// What git leaves running must not hold the input of the other git open. To be ended is for the git, which does not ignore
// it: its end is the answer. After that a word comes, or the end of input where planex is gone. Either way the copy has
// been renamed by then, or never will be; its second name was made before, so that a folder that is gone proves nothing.
const SCRIPT = `copy=$1 second=$2
shift 2
trap : TERM
read -r word setting || :
if [ "$word" = files ]; then
git \${setting:+-c "$setting"} "$@" </dev/null 2>&1 3>&-
printf '\\000%s\\n' "$?"
read -r word || :
fi
[ -e "$second" ] && [ ! -e "$copy" ] && printf 'commit\\000' >&3`;
const ANSWER = /^([^]*)\0(\d+)\n/;
const UPDATE_MS = 120_000;
/** What a git that was ended has left running may hold its outputs open for ever. */
const DRAIN_MS = 500;

/*
 *  waiting ─ files ─▶ git read-tree ─ answer ─▶ waiting ─ a word, or end of input ─▶ renamed? ─ yes ─▶ commit ─▶ ended
 *     └─ a word, or end of input ──────────────────────────────────────────────────▶    └─ no ─▶ ended
 */

/**
 * Starts a process that has the branch committed once planex has renamed the copy over the index, also when planex is killed
 * right then. The rename of the index and the commit of the branch are two steps; were planex killed between them and
 * its lock removed by hand, the user's next commit would take along what was landing. `input` is the standard input of
 * `git update-ref -z --stdin`. It is one process for all of this, and it makes none but the git while the index is
 * locked, because making one takes longer here than what it does.
 */
export function startMover(input: Writable, task: MoverTask): Mover {
  const merge = task.leavesFiles === true ? ['-m', '-i'] : ['-m', '-u'];
  const readTree = ['read-tree', ...merge, '--no-recurse-submodules', task.from ?? task.old, task.new];
  const second = `${task.copy}.renamed`;
  const child = spawn('sh', ['-c', SCRIPT, 'sh', task.copy, second, ...readTree], {
    cwd: task.workTree,
    env: { ...cleanGitEnvironment(), PLANEX_RUN: task.runId, GIT_INDEX_FILE: task.copy },
    // Of a group of its own: a signal to the group of planex is not for it.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', input],
  });
  let said = '';
  let complaint = '';
  let arePlaced = false;
  let wake: (() => void) | undefined;
  const ended = new Promise<number>((resolve) => {
    child.on('error', (error) => {
      complaint += errorMessage(error);
      resolve(-1);
    });
    child.on('exit', () => {
      const drain = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
      }, DRAIN_MS);
      child.on('close', () => clearTimeout(drain));
    });
    child.on('close', (code) => resolve(code ?? -1));
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8');
    wake?.();
  });
  child.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString('utf8')));
  child.stdin?.on('error', () => undefined);

  const readAnswer = (): FilesUpdate | undefined => {
    const [, words = '', code] = ANSWER.exec(said) ?? [];
    if (code === undefined) return undefined;
    const silent = code === '0' ? '' : `git read-tree ended with ${code}`;
    return { code: Number(code), said: words.trim() || silent };
  };

  return {
    async updateFiles({ ignoresLinks, signal }) {
      child.stdin?.write(ignoresLinks ? 'files core.trustctime=false\n' : 'files\n');
      faultPoint('landing:files-update-begun');
      const group = limitGroup(child.pid, UPDATE_MS, signal);
      const answered = new Promise<void>((resolve) => {
        wake = () => {
          if (readAnswer() !== undefined) resolve();
        };
        wake();
      });
      await Promise.race([answered, ended]);
      group.release();
      const answer = readAnswer();
      const endedBy = group.endedBy();
      if (endedBy !== undefined) {
        // Of what the shell says of that, nothing is a reason.
        await ended;
        const why = endedBy === 'limit' ? `did not end within ${group.limitMs} ms` : 'was told to end';
        return { code: -1, said: `git read-tree ${why}`, endedBy };
      }
      const words = [said, complaint].join('\n').trim();
      return answer ?? { code: -1, said: words || 'git read-tree ended without an answer' };
    },
    leaveFiles() {
      arePlaced = true;
    },
    async go() {
      if (!arePlaced && readAnswer()?.code !== 0) return 'the files have not been updated';
      if (child.exitCode !== null || child.signalCode !== null) return 'who has the branch committed is gone';
      try {
        linkSync(task.copy, second);
        faultPoint('landing:copy-named');
        renameSync(task.copy, task.indexFile);
        faultPoint('landing:index-renamed');
      } catch (error) {
        child.stdin?.end();
        await ended;
        return errorMessage(error);
      }
      child.stdin?.end('renamed\n');
      const code = await ended;
      return code === 0 ? undefined : complaint.trim() || `having the branch committed ended with ${code}`;
    },
    async drop() {
      child.stdin?.end();
      await ended;
    },
  };
}
