import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { scrubEnvironment } from '../executors/environment.ts';
import { findChecks } from '../verify/find-checks.ts';
import { viewProject } from '../verify/project-view.ts';
import { openPlanex } from './open-planex.ts';
import { installRepositoryHooks, readRepositoryHooks } from './repository-hooks.ts';
import { SETTINGS_FILE } from './settings-source.ts';

/** One thing that `planex init` does. */
export interface SetupStep {
  what: string;
  question: string;
  done: boolean;
  /** Does it; what is there already stays as it is. Resolves to what a person should know then, a line each. */
  apply: () => Promise<readonly string[]>;
}

const FIRST_SETTINGS = `{
  // Settings of planex for this repository. Each has a default: without this file planex works as well.
  // .planexrc.example, which comes with planex, shows them all.
}
`;

/** What setting planex up here takes, and what it found out about the repository. */
export async function planSetup(cwd: string): Promise<{ steps: SetupStep[]; facts: string[] }> {
  const { repository } = await openPlanex(cwd);
  const { home } = repository;
  const folder = (path: string, use: string): SetupStep => ({
    what: `${path}/ (${use})`,
    question: `Make the folder ${path} for ${use}?`,
    done: isThere(home, path, 'folder'),
    async apply() {
      await mkdir(join(home, path), { recursive: true });
      return [];
    },
  });
  const checks = findChecks(viewProject(home, scrubEnvironment(process.env)), { verify: [] });
  const hooks = await planHooks(cwd);
  const verifiedBy = checks.map((check) => check.command).join('; ');
  return {
    steps: [
      folder('docs/plans', 'plans'),
      folder('docs/issues', 'solutions'),
      {
        what: `${SETTINGS_FILE} (settings)`,
        question: `Write a ${SETTINGS_FILE} with the defaults?`,
        done: isThere(home, SETTINGS_FILE, 'file'),
        async apply() {
          await writeFile(join(home, SETTINGS_FILE), FIRST_SETTINGS, { flag: 'wx' });
          return [];
        },
      },
      ...(hooks.step === undefined ? [] : [hooks.step]),
    ],
    facts: [
      `repository: ${home}`,
      verifiedBy === ''
        ? 'tests: no test command found; tasks land with their own **Verify:** commands, or with tests skipped'
        : `tests: ${verifiedBy}`,
      ...(hooks.problem === undefined ? [] : [`hooks: ${hooks.problem}`]),
    ],
  };
}

/** Throws `OperatorError` when something else has the place. */
function isThere(home: string, path: string, kind: 'file' | 'folder'): boolean {
  const parts = path.split('/');
  for (const [index] of parts.entries()) {
    const place = join(home, ...parts.slice(0, index + 1));
    const found = statSync(place, { throwIfNoEntry: false });
    if (found === undefined) return false;
    const wanted = index === parts.length - 1 ? kind : 'folder';
    if (found.isDirectory() !== (wanted === 'folder')) {
      throw new OperatorError(`${wanted === 'folder' ? 'a file' : 'a folder'} is where a ${wanted} belongs`, {
        where: place,
        todo: 'move it away and run planex init again',
      });
    }
  }
  return true;
}

/** The step of the hooks, or why there is none. */
async function planHooks(cwd: string): Promise<{ step?: SetupStep; problem?: string }> {
  try {
    const { current } = await readRepositoryHooks(cwd);
    return {
      step: {
        what: 'hooks of Git (guard of the plans)',
        question: 'Put hooks of Git in place that guard the plans?',
        done: current,
        apply: async () => (await installRepositoryHooks(cwd, false)).advice,
      },
    };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return { problem: error.message };
  }
}
