import { statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OperatorError } from '../errors.ts';
import { scrubEnvironment } from '../executors/environment.ts';
import { findChecks } from '../verify/find-checks.ts';
import { viewProject } from '../verify/project-view.ts';
import { openPlanex } from './open-planex.ts';
import { SETTINGS_FILE } from './settings-source.ts';

/** One thing that `planex init` does. */
export interface SetupStep {
  what: string;
  question: string;
  done: boolean;
  path: string;
  /** Contents of a file; undefined for a folder. */
  text?: string;
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
    path: join(home, path),
  });
  const checks = findChecks(viewProject(home, scrubEnvironment(process.env)), { verify: [] });
  const verifiedBy = checks.map((check) => check.command).join('; ');
  return {
    steps: [
      folder('docs/plans', 'plans'),
      folder('docs/issues', 'solutions'),
      {
        what: `${SETTINGS_FILE} (settings)`,
        question: `Write a ${SETTINGS_FILE} with the defaults?`,
        done: isThere(home, SETTINGS_FILE, 'file'),
        path: join(home, SETTINGS_FILE),
        text: FIRST_SETTINGS,
      },
    ],
    facts: [
      `repository: ${home}`,
      verifiedBy === ''
        ? 'tests: no test command found; tasks land with their own **Verify:** commands, or with tests skipped'
        : `tests: ${verifiedBy}`,
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

/** Does one step; what is there already stays as it is. */
export async function applySetup({ path, text }: SetupStep): Promise<void> {
  if (text === undefined) await mkdir(path, { recursive: true });
  else await writeFile(path, text, { flag: 'wx' });
}
