import { join } from 'node:path';
import { readIfThereNow } from '../../read-if-there.ts';
import { git } from '../git.ts';
import { signShared } from '../references-signature.ts';
import { rememberWhileUnchanged } from '../remember-while-unchanged.ts';
import type { Repository } from '../repository.ts';

/** What all work trees of a repository have in common and an executor can change from its own. */
export interface SharedState {
  /** Branches, tags and the stash, by full name; `place` is the work tree that shows a branch. */
  refs: Map<string, { oid: string; place: string }>;
  /** The settings in the configuration of the repository, each with all of its values. */
  settings: Map<string, string>;
}

/** Reads what work trees share. */
export async function readSharedState(repository: Pick<Repository, 'home'>): Promise<SharedState> {
  const [refs, settings] = await Promise.all([askForRefs(repository), askForSettings(repository)]);
  return { refs, settings };
}

/** Makes the function that reads it time and again: what has not changed since is not asked for. */
export function makeSharedReader(
  repository: Pick<Repository, 'home' | 'gitDir' | 'commonDir'>,
): () => Promise<SharedState> {
  const readRefs = rememberWhileUnchanged(
    (asOfMs) => signShared(repository, asOfMs),
    () => askForRefs(repository),
  );
  const readSettings = rememberWhileUnchanged(
    () => signSettings(repository),
    () => askForSettings(repository),
  );
  return async () => {
    const [refs, settings] = await Promise.all([readRefs(), readSettings()]);
    return { refs, settings };
  };
}

async function askForRefs({ home }: Pick<Repository, 'home'>): Promise<SharedState['refs']> {
  const format = '--format=%(objectname) %(refname)%00%(worktreepath)';
  return readRefs(await git(home, ['for-each-ref', format, 'refs/heads', 'refs/tags', 'refs/stash']));
}

async function askForSettings({ home }: Pick<Repository, 'home'>): Promise<SharedState['settings']> {
  return readSettings(await git(home, ['config', '--local', '--list', '-z']));
}

/** The whole file, unless settings of other files may count as well. */
function signSettings({ commonDir }: Pick<Repository, 'commonDir'>): string | undefined {
  const text = readIfThereNow(join(commonDir, 'config'));
  return text === undefined || /include/i.test(text) ? undefined : text;
}

/**
 * What became different, in words. Who did it cannot be told: branches that another work tree than `workspace` shows, and
 * those of planex, move for other reasons and are left out. What is gone or has moved is named with where it was.
 */
export function describeSharedChanges(before: SharedState, after: SharedState, workspace: string): string[] {
  const isForeign = (name: string, place: string): boolean =>
    (place !== '' && place !== workspace) || name.startsWith('refs/heads/planex/');
  const said: string[] = [];
  for (const [name, { oid, place }] of after.refs) {
    const was = before.refs.get(name);
    if (was?.oid === oid || isForeign(name, place) || isForeign(name, was?.place ?? '')) continue;
    said.push(was === undefined ? `${name} is new` : `${name} has moved (it was ${was.oid.slice(0, 10)})`);
  }
  for (const [name, { oid }] of before.refs) {
    if (!after.refs.has(name)) said.push(`${name} is gone (it was ${oid.slice(0, 10)})`);
  }
  for (const name of new Set([...before.settings.keys(), ...after.settings.keys()])) {
    if (before.settings.get(name) === after.settings.get(name)) continue;
    said.push(`the setting ${name} is ${after.settings.has(name) ? 'another' : 'gone'}`);
  }
  return said;
}

function readRefs(listing: string): SharedState['refs'] {
  const lines = listing.split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const space = line.indexOf(' ');
      const [name = '', place = ''] = line.slice(space + 1).split('\0');
      return [name, { oid: line.slice(0, space), place }];
    }),
  );
}

function readSettings(listing: string): Map<string, string> {
  const settings = new Map<string, string>();
  for (const entry of listing.split('\0').filter((text) => text !== '')) {
    const [name = '', ...value] = entry.split('\n');
    // What a branch follows is noted by git itself whenever somebody pushes or branches.
    if (name.startsWith('branch.')) continue;
    settings.set(name, `${settings.get(name) ?? ''}\0${value.join('\n')}`);
  }
  return settings;
}
