import { createHash } from 'node:crypto';
import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { StatusView } from '../../src/daemon/look/status-view.ts';
import type { Scene } from './scene.ts';

/** Everything that must be the same however often the daemon was killed, as lines to be compared by name. */
export type Photograph = Record<
  'tree' | 'index' | 'status' | 'files' | 'stash' | 'refs' | 'head' | 'tasks',
  string[]
>;

/** Folder of the records of refinements, whose names have the time of day in them. */
const REFINE_RECORDS = '.refine-plan-against-codex';

/** Takes the picture of a scene in which nothing happens. */
export async function photograph(scene: Scene): Promise<Photograph> {
  const [tree, index, status, files, stash, refs, head, tasks] = await Promise.all([
    listLines(scene, 'ls-tree', '-r', 'HEAD'),
    readIndex(scene),
    readStatus(scene),
    listFiles(scene.top, ''),
    listLines(scene, 'stash', 'show', '--patch'),
    listLines(scene, 'for-each-ref', '--format=%(refname)', 'refs/heads', 'refs/tags', 'refs/stash'),
    listLines(scene, 'symbolic-ref', 'HEAD'),
    readTasks(scene),
  ]);
  return { tree, index, status, files, stash, refs, head, tasks };
}

/** What is other in a photograph than it should be, a line for each difference. */
export function compare(found: Photograph, expected: Photograph): string[] {
  return Object.entries(expected).flatMap(([part, lines]) => {
    const now: string[] = Object.entries(found).find(([name]) => name === part)?.[1] ?? [];
    return [
      ...lines.filter((line) => !now.includes(line)).map((line) => `${part} lacks ${line}`),
      ...now.filter((line) => !lines.includes(line)).map((line) => `${part} has ${line}`),
    ];
  });
}

async function listLines(scene: Scene, ...args: string[]): Promise<string[]> {
  return (await scene.git(...args)).split('\n').filter((line) => line !== '');
}

async function readStatus(scene: Scene): Promise<string[]> {
  const args = ['status', '--porcelain=v2', '--untracked-files=all', '--ignored'];
  const lines = await listLines(scene, '--no-optional-locks', ...args);
  return lines.filter((line) => !line.includes(REFINE_RECORDS));
}

/** Mode, blob, stage, path and flags of each entry; times and inodes are the file system's. */
async function readIndex(scene: Scene): Promise<string[]> {
  const listed = await scene.git('ls-files', '--stage', '-v', '--debug');
  return listed.split(/\n(?=\S+ \d{6} )/).map((block) => {
    const [entry = ''] = block.split('\n');
    return `${entry} flags ${/flags: (\w+)/.exec(block)?.[1] ?? '?'}`;
  });
}

async function listFiles(top: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const item of await readdir(join(top, folder), { withFileTypes: true })) {
    const path = folder === '' ? item.name : `${folder}/${item.name}`;
    if (path === '.git' || item.name === REFINE_RECORDS) continue;
    if (item.isDirectory()) {
      found.push(`${path}/`, ...(await listFiles(top, path)));
      continue;
    }
    const { mode } = await lstat(join(top, path));
    const bytes = item.isSymbolicLink() ? await readlink(join(top, path)) : await readFile(join(top, path));
    found.push(`${path} ${mode.toString(8)} ${createHash('sha256').update(bytes).digest('hex')}`);
  }
  return found;
}

async function readTasks(scene: Scene): Promise<string[]> {
  const { stdout, stderr } = await scene.planex(['status', '--json']);
  if (!stdout.startsWith('{')) return [`no status: ${stderr.trim()}`];
  const { tasks, refinements = [] }: StatusView = JSON.parse(stdout);
  return [
    ...tasks.map(({ id, status }) => `${id} ${status}`),
    ...refinements.map(({ plan, status, round }) => `${plan} ${status} in round ${round}`),
  ];
}
