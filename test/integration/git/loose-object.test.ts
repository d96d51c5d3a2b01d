import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readLooseCommit, readLooseMessage, readLooseTree } from '../../../src/git/loose-object.ts';
import { makeFolder, makeRepository } from '../../support/repository.ts';

const [ONE, TWO] = ['1'.repeat(40), '2'.repeat(40)];

/** A folder of objects with one that has this text. */
function store(text: string | Buffer) {
  const objects = makeFolder();
  const file = join(objects, ONE.slice(0, 2), ONE.slice(2));
  mkdirSync(dirname(file));
  writeFileSync(file, deflateSync(text));
  return { objects, file };
}

function storeCommit(body: string, length = Buffer.byteLength(body)) {
  return store(`commit ${length}\0${body}`);
}

test('what git has committed is read as git reads it', () => {
  const repository = makeRepository();
  const { git } = repository;
  const base = git('rev-parse', 'HEAD');
  git('checkout', '--quiet', '-b', 'side');
  const side = repository.commit({ 'x/a.txt': 'a\n' }, 'test: äöü\n\nparent of no commit\n\ntree none');
  git('checkout', '--quiet', 'main');
  repository.commit({ 'b.txt': 'b\n' });
  const first = git('rev-parse', 'HEAD');
  git('merge', '--quiet', '--no-edit', 'side');
  const objects = join(repository.path, '.git/objects');
  const read = (name: string) => readLooseCommit(objects, git('rev-parse', name));
  expect(read('main')).toEqual({ tree: git('rev-parse', 'main^{tree}'), parents: [first, side] });
  expect(read('side')).toEqual({ tree: git('rev-parse', 'side^{tree}'), parents: [base] });
  expect(read(base)?.parents).toEqual([]);
  expect(readLooseMessage(objects, side)).toBe('test: äöü\n\nparent of no commit\n\ntree none\n');

  const tree = readLooseTree(objects, git('rev-parse', 'side^{tree}'));
  expect([...(tree ?? [])].map(([name, { mode, oid }]) => `${mode} ${oid} ${name}`).join('\n')).toBe(
    git('ls-tree', '--format=%(objectmode) %(objectname) %(path)', 'side'),
  );
  expect([...(tree?.keys() ?? [])]).toEqual(['README.md', 'x']);
});

test('what is no object of that kind, or none at all, is left to git', () => {
  const repository = makeRepository();
  const objects = join(repository.path, '.git/objects');
  const [commit, tree] = [repository.git('rev-parse', 'HEAD'), repository.git('rev-parse', 'HEAD^{tree}')];
  expect(readLooseCommit(objects, tree)).toBeUndefined();
  expect(readLooseMessage(objects, tree)).toBeUndefined();
  expect(readLooseTree(objects, commit)).toBeUndefined();
  for (const read of [readLooseCommit, readLooseMessage, readLooseTree])
    expect(read(objects, TWO)).toBeUndefined();
  const { objects: broken, file } = storeCommit(`tree ${TWO}\n\nwords`);
  truncateSync(file, readFileSync(file).length - 6);
  expect(readLooseCommit(broken, ONE)).toBeUndefined();
});

test.each([
  ['does not begin with its tree', `author somebody\ntree ${TWO}\n\nwords`],
  ['has a tree of another kind of name', `tree ${TWO}${TWO.slice(16)}\n\nwords`],
  ['has more than a tree in its first line', `tree ${TWO} x\n\nwords`],
  ['has something before its tree', `a tree ${TWO}\n\nwords`],
])('a commit that %s is left to git', (_, body) => {
  expect(readLooseCommit(storeCommit(body).objects, ONE)).toBeUndefined();
});

test('only whole lines of the head are parents', () => {
  const head = [
    `tree ${TWO}`,
    `parent ${ONE}`,
    ` parent ${TWO}`,
    `parent ${TWO} x`,
    'parent ',
    'author somebody',
  ];
  const { objects } = storeCommit(`${head.join('\n')}\n\nparent ${TWO}\n`);
  expect(readLooseCommit(objects, ONE)).toEqual({ tree: TWO, parents: [ONE] });
});

test('an object of another length than it says is left to git', () => {
  expect(readLooseCommit(storeCommit(`tree ${TWO}\n\nwords`, 7).objects, ONE)).toBeUndefined();
});

test('a message in another encoding, or none, is left to git', () => {
  const read = (body: string) => readLooseMessage(storeCommit(body).objects, ONE);
  expect(read(`tree ${TWO}\nencoding latin1\n\nwords`)).toBeUndefined();
  expect(read(`tree ${TWO}\nauthor encoding \n\nencoding latin1\n`)).toBe('encoding latin1\n');
  expect(read(`tree ${TWO}\n`)).toBeUndefined();
  expect(read(`tree ${TWO}\n\n`)).toBe('');
});

test('a tree that is cut off is left to git', () => {
  const item = Buffer.concat([Buffer.from('40000 x\0'), Buffer.from(TWO, 'hex')]);
  const read = (body: Buffer) =>
    readLooseTree(store(Buffer.concat([Buffer.from(`tree ${body.length}\0`), body])).objects, ONE);
  expect(read(item)).toEqual(new Map([['x', { mode: '040000', oid: TWO }]]));
  expect(read(Buffer.alloc(0))).toEqual(new Map());
  expect(read(Buffer.concat([item, item]))?.size).toBe(1);
  for (const end of [item.length - 1, 7, 3]) expect(read(item.subarray(0, end))).toBeUndefined();
  expect(read(Buffer.concat([item, Buffer.from(' x\0'), Buffer.from(TWO, 'hex')]))).toBeUndefined();
});
