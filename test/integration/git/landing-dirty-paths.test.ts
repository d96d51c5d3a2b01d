import { chmodSync, mkdirSync, rmSync, symlinkSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeLandingScene, photograph, removeFiles } from '../../support/landing-scene.ts';
import type { TestRepository } from '../../support/repository.ts';

const files = {
  '.gitignore': 'ignored.txt\nbuild/\n',
  'a.txt': 'a\n',
  'folder/b.txt': 'b\n',
  file: 'f\n',
  'empty.txt': '',
  'tree/t.txt': 't\n',
};

const cases: {
  name: string;
  user: (repository: TestRepository) => void;
  run: (copy: TestRepository) => void;
  paths: string[];
}[] = [
  {
    name: 'a staged change',
    user(repository) {
      repository.write('a.txt', 'mine\n');
      repository.git('add', 'a.txt');
    },
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'a staged change that was taken back in the file',
    user(repository) {
      repository.write('a.txt', 'mine\n');
      repository.git('add', 'a.txt');
      repository.write('a.txt', 'a\n');
    },
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'the same change, staged',
    user(repository) {
      repository.write('a.txt', 'A\n');
      repository.git('add', 'a.txt');
    },
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'an unstaged change',
    user: (repository) => repository.write('a.txt', 'mine\n'),
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'an unstaged change of a file that goes',
    user: (repository) => repository.write('folder/b.txt', 'mine\n'),
    run: (copy) => removeFiles(copy, 'folder/b.txt'),
    paths: ['folder/b.txt'],
  },
  {
    name: 'an unstaged change of mode',
    user: (repository) => chmodSync(join(repository.path, 'a.txt'), 0o755),
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'a change hidden by assume-unchanged',
    user(repository) {
      repository.git('update-index', '--assume-unchanged', 'a.txt');
      repository.write('a.txt', 'mine\n');
    },
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'an untracked file in the way',
    user: (repository) => repository.write('new.txt', 'mine\n'),
    run: (copy) => copy.write('new.txt', 'x\n'),
    paths: ['new.txt'],
  },
  {
    name: 'an ignored file in the way',
    user: (repository) => repository.write('ignored.txt', 'mine\n'),
    run(copy) {
      copy.write('ignored.txt', 'x\n');
      copy.git('add', '--force', 'ignored.txt');
    },
    paths: ['ignored.txt'],
  },
  {
    name: 'a file added by intent only',
    user(repository) {
      repository.write('new.txt', 'mine\n');
      repository.git('add', '--intent-to-add', 'new.txt');
    },
    run: (copy) => copy.write('new.txt', 'x\n'),
    paths: ['new.txt'],
  },
  {
    name: 'a file added by intent where the old commit has an empty one',
    user(repository) {
      repository.git('rm', '--quiet', '--cached', 'empty.txt');
      repository.git('add', '--intent-to-add', 'empty.txt');
    },
    run: (copy) => copy.write('empty.txt', 'x\n'),
    paths: ['empty.txt'],
  },
  {
    name: 'a new file staged and removed again from the work tree',
    user(repository) {
      repository.write('new.txt', 'mine\n');
      repository.git('add', 'new.txt');
      unlinkSync(join(repository.path, 'new.txt'));
    },
    run: (copy) => copy.write('new.txt', 'x\n'),
    paths: ['new.txt'],
  },
  {
    name: 'a file that the user deleted',
    user: (repository) => unlinkSync(join(repository.path, 'a.txt')),
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'a deletion that the user staged',
    user: (repository) => void repository.git('rm', '--quiet', 'a.txt'),
    run: (copy) => copy.write('a.txt', 'A\n'),
    paths: ['a.txt'],
  },
  {
    name: 'a file of the user where a folder is to come',
    user: (repository) => repository.write('new', 'mine\n'),
    run: (copy) => copy.write('new/x.txt', 'x\n'),
    paths: ['new'],
  },
  {
    name: 'a folder of the user where a file is to come',
    user: (repository) => repository.write('new/mine.txt', 'mine\n'),
    run: (copy) => copy.write('new', 'x\n'),
    paths: ['new/mine.txt'],
  },
  {
    name: 'an ignored file in a folder that becomes a file',
    user: (repository) => repository.write('tree/build/out.o', 'mine\n'),
    run(copy) {
      removeFiles(copy, 'tree');
      copy.write('tree', 'x\n');
    },
    paths: ['tree/build/out.o'],
  },
  {
    name: 'a staged file in a folder that becomes a file',
    user(repository) {
      repository.write('tree/mine.txt', 'mine\n');
      repository.git('add', 'tree/mine.txt');
      unlinkSync(join(repository.path, 'tree/mine.txt'));
    },
    run(copy) {
      removeFiles(copy, 'tree');
      copy.write('tree', 'x\n');
    },
    paths: ['tree/mine.txt'],
  },
  {
    name: 'a folder that the user replaced by a link',
    user(repository) {
      mkdirSync(join(repository.path, 'elsewhere'));
      repository.write('elsewhere/b.txt', 'b\n');
      rmSync(join(repository.path, 'folder'), { recursive: true });
      symlinkSync('elsewhere', join(repository.path, 'folder'));
    },
    run: (copy) => copy.write('folder/b.txt', 'B\n'),
    paths: ['folder'],
  },
  {
    name: 'several at once, all named',
    user(repository) {
      repository.write('a.txt', 'mine\n');
      repository.write('folder/b.txt', 'mine\n');
    },
    run(copy) {
      copy.write('a.txt', 'A\n');
      copy.write('folder/b.txt', 'B\n');
      copy.write('file', 'F\n');
    },
    paths: ['a.txt', 'folder/b.txt'],
  },
];

test.each(cases)('$name keeps the landing off and everything as it was', async ({ user, run, paths }) => {
  const scene = makeLandingScene(files);
  const commit = scene.makeCommit(run);
  user(scene.repository);
  const before = photograph(scene.repository);

  expect(await scene.land(commit)).toEqual({ kind: 'dirty-paths', paths });

  expect(photograph(scene.repository)).toEqual(before);
  expect(scene.repository.git('rev-parse', 'main')).not.toBe(commit);
});
