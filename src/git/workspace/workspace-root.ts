import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { Repository } from '../repository.ts';

/**
 * Where the workspaces of a repository are: `${XDG_STATE_HOME:-~/.local/state}/planex/<repository id>/workspaces`. Never
 * inside a git folder, where some agents refuse to write and some test runners find no tests.
 */
export function locateWorkspaces(repository: Pick<Repository, 'id'>): string {
  const configured = process.env['XDG_STATE_HOME'];
  const state = configured && isAbsolute(configured) ? configured : join(homedir(), '.local/state');
  return join(state, 'planex', repository.id, 'workspaces');
}
