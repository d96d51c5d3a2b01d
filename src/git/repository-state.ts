import { join } from 'node:path';
import { readIfThere } from '../read-if-there.ts';
import { lookForCommit } from './commit-in-progress.ts';
import { signFiles } from './file-signature.ts';
import { type Identity, readIdentity, signIdentity } from './identity.ts';
import { findOperation, type Operation } from './operation.ts';
import { signReferences } from './references-signature.ts';
import { rememberWhileUnchanged } from './remember-while-unchanged.ts';
import type { Repository } from './repository.ts';
import { isUnmerged } from './unmerged.ts';
import { type Head, listWorkTrees } from './work-trees.ts';

/** Everything about the repository that decides whether work may start or land in it now. */
export interface RepositoryState {
  /** HEAD of the home work tree. */
  head: Head;
  operation?: Operation;
  /** A `git commit` of the home work tree is running or its message is being edited: looked for when this is first read. */
  readonly commitInProgress: boolean;
  /** History was cut off by a shallow clone. */
  shallow: boolean;
  /** Branches checked out in any work tree, with the top of that work tree. */
  checkedOut: { branch: string; path: string }[];
  /** Who commits here; missing when git does not know. */
  identity?: Identity;
}

/** Reads the state afresh; three git processes at most. */
export function readRepositoryState(repository: Repository): Promise<RepositoryState> {
  return makeStateReader(repository)();
}

/** Makes the function that reads the state, time and again: where nothing has changed in between no git is started. */
export function makeStateReader(repository: Repository): () => Promise<RepositoryState> {
  const readTrees = rememberWhileUnchanged(
    (asOfMs) => signReferences(repository, asOfMs),
    async () => {
      const before = await readHeadName(repository);
      const trees = await listWorkTrees(repository);
      const after = await readHeadName(repository);
      // Where it differs, HEAD came elsewhere while git was asked, as when a branch is renamed: no name is another for one.
      return { trees, headName: before === after ? after : undefined };
    },
  );
  const indexFile = join(repository.gitDir, 'index');
  let oidBytes = 0;
  const readUnmerged = rememberWhileUnchanged(
    (asOfMs) => signFiles([indexFile], asOfMs),
    () => isUnmerged(repository.home, indexFile, oidBytes),
  );
  let knowsWho = false;
  // That git knows nobody is found out anew each time: somebody is waiting for it to change.
  const readWho = rememberWhileUnchanged(
    (asOfMs) => (knowsWho ? signIdentity(repository, asOfMs) : undefined),
    async () => {
      const identity = await readIdentity(repository);
      knowsWho = identity !== undefined;
      return identity;
    },
  );
  return async () => {
    const [{ trees, headName }, begun, hasCommit, shallow, identity] = await Promise.all([
      readTrees(),
      findOperation(repository.gitDir),
      lookForCommit(repository),
      isShallow(repository),
      readWho(),
    ]);
    const here = trees.find((tree) => tree.path === repository.home);
    if (here === undefined) throw new Error(`git does not list ${repository.home} among its work trees`);
    if (here.head.kind !== 'unborn') oidBytes = here.head.oid.length / 2;
    const isLeft = begun === undefined && oidBytes > 0 && (await readUnmerged());
    const operation = isLeft ? 'unmerged' : begun;
    const alias = here.head.kind === 'branch' && headName !== here.head.name ? headName : undefined;
    return {
      head: { ...here.head, ...(alias === undefined ? {} : { alias }) },
      ...(operation && { operation }),
      get commitInProgress() {
        return hasCommit();
      },
      shallow,
      checkedOut: trees.flatMap(({ head, path }) =>
        head.kind === 'detached' ? [] : [{ branch: head.name, path }],
      ),
      ...(identity && { identity }),
    };
  };
}

/** The branch that HEAD names, which git does not tell where that is another name for a branch; undefined when unknown. */
async function readHeadName({ gitDir }: Repository): Promise<string | undefined> {
  const text = (await readIfThere(join(gitDir, 'HEAD'))) ?? '';
  const name = /^ref: refs\/heads\/(.+)$/m.exec(text)?.[1];
  // Git keeps HEAD elsewhere, and this for those who look for a repository.
  return name === '.invalid' ? undefined : name;
}

/** Whether the history ends at a shallow boundary. */
async function isShallow(repository: Repository): Promise<boolean> {
  return ((await readIfThere(join(repository.commonDir, 'shallow'))) ?? '') !== '';
}
