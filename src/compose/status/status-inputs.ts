import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../config/settings.ts';
import { addTree } from '../../git/add-tree.ts';
import { listConfigFiles } from '../../git/identity.ts';
import type { Repository } from '../../git/repository.ts';
import { listFolder } from '../../state/folder.ts';
import { locateManifest, locateRefineRoot } from '../../state/refine-folders.ts';
import { compileGlobs } from '../../watch/globs.ts';
import { scanFiles } from '../../watch/scan.ts';
import { artifactPatterns } from '../daemon/artifact-source.ts';
import { listIssueFiles } from '../issues/issue-reader.ts';
import type { Planex } from '../open-planex.ts';
import { SETTINGS_FILE } from '../settings-source.ts';

/** With more than these, looking whether all stand as they did takes as long as the looking itself. */
const MOST_INPUTS = 2_000;
/** Of the work tree: where it stands, and where files can have come from. */
const OF_WORK_TREE = [
  'HEAD',
  'index',
  'logs/HEAD',
  'ORIG_HEAD',
  'FETCH_HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
];
const OF_REPOSITORY = ['HEAD', 'packed-refs', 'shallow', 'info/attributes'];
const TREES_OF_RECORDS = ['artifacts', 'open', 'landings'];

/**
 * Every file and folder, there or not, that the answer of `planex status` hangs on as long as no task is free to run. Undefined
 * when there are too many, or when one of them stands for others that are not listed.
 */
export async function listStatusInputs(
  { repository, records }: Planex,
  settings: Settings,
): Promise<string[] | undefined> {
  const config = listConfigFiles(repository);
  if (config.some(includesOthers)) return undefined;
  const artifacts = await listArtifactInputs(repository, settings);
  if (artifacts === undefined) return undefined;
  const own = [...listGitInputs(repository), ...listRecordInputs(records), ...artifacts];
  if (own.some(isLink)) return undefined;
  // A scan finds folders side by side, in no order of its own.
  const inputs = [...new Set([...own, ...config.flatMap(withTarget), ...listProgramFiles()])].sort();
  return inputs.length > MOST_INPUTS ? undefined : inputs;
}

function listGitInputs({ gitDir, commonDir }: Repository): string[] {
  const paths = [
    ...OF_WORK_TREE.map((name) => join(gitDir, name)),
    ...OF_REPOSITORY.map((name) => join(commonDir, name)),
  ];
  for (const name of ['refs', 'logs']) addTree(join(commonDir, name), paths, MOST_INPUTS);
  return paths;
}

function listRecordInputs(records: string): string[] {
  const paths = [join(records, 'daemon.json')];
  for (const name of TREES_OF_RECORDS) addTree(join(records, name), paths, MOST_INPUTS);
  return paths;
}

/** What lies in the work tree: the settings, the artifacts, all folders in which there could be more, and what is kept beside them. */
async function listArtifactInputs({ home }: Repository, settings: Settings): Promise<string[] | undefined> {
  const { files, folders, problems } = await scanFiles(home, compileGlobs(artifactPatterns(settings)));
  if (problems.length > 0 || files.length + folders.size > MOST_INPUTS) return undefined;
  const inside = (path: string): string => (path === '' ? home : join(home, path));
  const roots = new Set(files.map(({ path }) => locateRefineRoot(inside(path), process.env)));
  return [
    join(home, SETTINGS_FILE),
    ...listIssueFiles(home),
    ...[...folders.keys()].flatMap((path) => [inside(path), join(inside(path), '.gitattributes')]),
    ...files.map(({ path }) => inside(path)),
    ...[...roots].flatMap(listRefineInputs),
  ];
}

/** The folder of a run is there a moment before its record. */
function listRefineInputs(root: string): string[] {
  const isFolder = (path: string): boolean => lstatSync(path).isDirectory();
  const runs = listFolder(root)
    .map((name) => join(root, name))
    .filter(isFolder);
  return [root, ...runs, ...runs.map(locateManifest)];
}

/** Another planex may have other words for the same. */
function listProgramFiles(): string[] {
  const [, program] = process.argv;
  return program === undefined ? [] : withTarget(program);
}

/** A file and what it is a link to. */
function withTarget(path: string): string[] {
  try {
    return [...new Set([path, realpathSync(path)])];
  } catch {
    return [path];
  }
}

function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

function includesOthers(path: string): boolean {
  try {
    return /^\s*\[include/im.test(readFileSync(path, 'utf8'));
  } catch {
    return false;
  }
}
