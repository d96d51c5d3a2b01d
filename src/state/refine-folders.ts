import { existsSync, lstatSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { errorCode, OperatorError } from '../errors.ts';
import { readIfThere } from '../read-if-there.ts';
import { writeDurably } from './durable-file.ts';
import { ensureFolder, listFolder, makeNewFolder } from './folder.ts';

const FOLDER = '.refine-plan-against-codex';
const MANIFEST = 'manifest.json';

/** Where the runs of refinements of plans in a folder are: beside the plans, unless `REFINE_PLAN_STATE_ROOT` says where. */
export function locateRefineRoot(plan: string, env: NodeJS.ProcessEnv): string {
  const set = env['REFINE_PLAN_STATE_ROOT'];
  return set ? resolve(set) : join(dirname(plan), FOLDER);
}

/**
 * Makes the folder of a new run. Git sees nothing of it or of those beside it. Throws `OperatorError` where a file stands in
 * its place, or a link that would lead out of the repository.
 */
export function makeRunFolder(root: string, name: string): string {
  const there = basename(root) === FOLDER ? lstatSync(root, { throwIfNoEntry: false }) : undefined;
  if (there?.isDirectory() === false) {
    throw new OperatorError('the records of refinements need a folder of this name', {
      where: root,
      todo: 'move away what is there, or set REFINE_PLAN_STATE_ROOT to another folder',
    });
  }
  ensureFolder(root);
  const ignore = join(root, '.gitignore');
  if (!existsSync(ignore)) writeFileSync(ignore, '*\n');
  const folder = join(root, name);
  makeNewFolder(folder);
  return folder;
}

/** Names that no new run may have. */
export function listTakenNames(root: string): string[] {
  return listNames(root);
}

/** The folders of all runs, oldest first. */
export function listRunFolders(root: string): string[] {
  const names = listNames(root).filter((name) => existsSync(join(root, name, MANIFEST)));
  return names
    .sort((a, b) => startOf(a).localeCompare(startOf(b)) || a.localeCompare(b))
    .map((name) => join(root, name));
}

export function locateManifest(folder: string): string {
  return join(folder, MANIFEST);
}

export function readManifestText(folder: string): Promise<string> {
  return readFile(locateManifest(folder), 'utf8');
}

export function writeManifestText(folder: string, text: string): Promise<void> {
  return writeDurably(locateManifest(folder), text);
}

/** Where the files of a round are. */
export function locateRound(folder: string, round: number): string {
  return join(folder, `round-${String(round).padStart(2, '0')}`);
}

/** Writes a file of a round, on disk for good when it resolves. */
export async function writeRoundFile(file: string, bytes: Uint8Array | string): Promise<void> {
  ensureFolder(dirname(file));
  await writeDurably(file, bytes);
}

/** The bytes of a file of a round, or undefined when it was never written. */
export async function readRoundFile(file: string): Promise<Buffer | undefined> {
  const text = await readIfThere(file);
  return text === undefined ? undefined : readFile(file);
}

/** Where a file stands in the place of the folder, there are no runs, and all else goes on. */
function listNames(root: string): string[] {
  try {
    return listFolder(root);
  } catch (error) {
    if (errorCode(error) === 'ENOTDIR') return [];
    throw error;
  }
}

function startOf(name: string): string {
  return /-(\d{8}T\d{6}Z)(?:-\d+)?$/.exec(basename(name))?.[1] ?? '';
}
