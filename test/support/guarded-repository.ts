import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { inject } from 'vitest';
import { top } from './document.ts';
import { installHook } from './install-hook.ts';
import { makeRepository, type TestRepository } from './repository.ts';

/** The plan that the tests guard. */
export const PLAN = 'docs/plans/a.md';

/** A plan with these sentinels. */
export function plan(...sentinels: string[]): string {
  const lines = sentinels.map((text) => `- \`${text}\` **load-bearing**\n`);
  return `# A plan\n\nBefore.\n\n${lines.join('')}\nAfter.\n`;
}

/** How a command of git ended; what the hooks said is in `said`. */
export interface Attempt {
  passed: boolean;
  said: string;
}

/** A repository in which both the script and `planex guard` judge each commit; one that they judge unalike fails. */
export interface GuardedRepository extends TestRepository {
  /** Runs git with the hooks. */
  attempt(...args: string[]): Attempt;
  /** Commits files past the hooks; without a text the file is deleted. Returns the commit's id. */
  force(message: string, files: Record<string, string | undefined>): string;
}

/** Makes such a repository, with the plan as it begins. */
export function makeGuardedRepository(begin: string | undefined): GuardedRepository {
  const repository = makeRepository();
  if (begin !== undefined) repository.commit({ [PLAN]: begin }, 'docs: a plan');
  for (const name of ['pre-commit', 'pre-merge-commit']) installHook(repository, name, judgeTwice());
  return {
    ...repository,
    attempt(...args) {
      const { status, stdout, stderr } = spawnSync('git', args, { cwd: repository.path, encoding: 'utf8' });
      return { passed: status === 0, said: `${stdout}${stderr}` };
    },
    force(message, files) {
      for (const [path, text] of Object.entries(files)) {
        if (text === undefined) repository.git('rm', '--quiet', '--', path);
        else {
          repository.write(path, text);
          repository.git('add', '--', path);
        }
      }
      repository.git('commit', '--quiet', '--no-verify', '-m', message);
      return repository.git('rev-parse', 'HEAD');
    },
  };
}

function judgeTwice(): string {
  const script = join(top, 'hooks/guard.sh');
  const planex = join(inject('planexBundle'), 'planex.js');
  return [
    `quick=$(sh '${script}' index); one=$?`,
    `whole=$('${process.execPath}' '${planex}' guard); other=$?`,
    '[ $one = $other ] || { echo "they judge unalike: $one $other"; exit 9; }',
    '[ $one = 0 ] || [ "$quick" = "$whole" ] || { echo "they do not say the same"; exit 9; }',
    '[ $one = 0 ] || printf "%s\\n" "$quick"',
    'exit $one',
  ].join('\n');
}
