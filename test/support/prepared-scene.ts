import { mkdirSync, realpathSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeLandingScene, removeFiles, RUN } from './landing-scene.ts';

/** The lines of `a.txt`. */
export const TWENTY = Array.from({ length: 20 }, (_, line) => `line ${line}\n`);
/** The files before the landing. */
export const OLD = { 'a.txt': TWENTY.join(''), 'gone/b.txt': 'b\n', 'c.txt': 'c\n' };

/** A commit that changes a file, adds one and removes one, and how the user saves: by another name. */
export function makePreparedScene() {
  const scene = makeLandingScene(OLD);
  const { repository, records } = scene;
  const commit = scene.makeCommit((copy) => {
    copy.write('a.txt', `${TWENTY.join('')}more\n`);
    copy.write('fresh/d.txt', 'd\n');
    removeFiles(copy, 'gone/b.txt');
  });
  const save = (path: string, text: string): void => {
    mkdirSync(join(repository.path, path, '..'), { recursive: true });
    writeFileSync(join(repository.path, `${path}.saving`), text);
    renameSync(join(repository.path, `${path}.saving`), join(repository.path, path));
  };
  return { ...scene, commit, records: realpathSync(records), save };
}

/** A landing of the scene's commit. */
export function requestOf({ repository, records, commit }: ReturnType<typeof makePreparedScene>) {
  return { home: repository.path, records, runId: RUN, target: 'main', commit, message: 'planex: land' };
}
