import { describe, expect, test } from 'vitest';
import type { FeedFile } from '../../../src/watch/read-scanned.ts';
import type { Scan, ScanProblem } from '../../../src/watch/scan.ts';
import { makeSettling } from '../../../src/watch/settling.ts';

const scanOf = (files: Record<string, string>, problems: ScanProblem[] = [], restedMs = 0): Scan => ({
  files: Object.entries(files).map(([path, signature]) => ({ path, signature, restedMs })),
  folders: new Map(),
  problems,
});
const readAs = (path: string, text: string): FeedFile => ({
  kind: 'read',
  path,
  bytes: Buffer.from(text),
  digest: text,
});

/** A settling of 100 ms, looked at through what is due and what is believed. */
function start() {
  const settling = makeSettling(100);
  return {
    ...settling,
    due: (now: number) => settling.listDue(now).map(({ path, signature }) => `${path}@${signature}`),
    texts: () => settling.list().map((file) => (file.kind === 'read' ? file.digest : file.kind)),
  };
}

describe('a Markdown file', () => {
  test('is read when it has been the same for the settle time', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }), 0);
    expect(settling.due(99)).toEqual([]);
    expect(settling.nextDueMs(99)).toBe(1);
    settling.observe(scanOf({ 'a.md': '2' }), 99);
    expect(settling.due(100)).toEqual([]);
    expect(settling.due(199)).toEqual(['a.md@2']);
    settling.accept({ path: 'a.md', signature: '2' }, readAs('a.md', 'two'), 199);
    expect(settling.texts()).toEqual(['two']);
    expect(settling.nextDueMs(199)).toBeUndefined();
    settling.observe(scanOf({ 'a.md': '2' }), 5000);
    expect(settling.due(5000)).toEqual([]);
  });

  test('that has rested for long when planex begins is read at once', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }, [], 10_000), 0);
    expect(settling.due(0)).toEqual(['a.md@1']);
    settling.accept({ path: 'a.md', signature: '1' }, readAs('a.md', 'one'), 0);
    expect(settling.texts()).toEqual(['one']);
    expect(settling.nextDueMs(0)).toBeUndefined();
  });

  test('settles first when it changed a moment before planex began', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }, [], 9_999), 0);
    expect(settling.due(99)).toEqual([]);
    expect(settling.due(100)).toEqual(['a.md@1']);
  });

  test('settles first when it comes or changes later, whatever the clock of its file system says', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }, [], 60_000), 0);
    settling.observe(scanOf({ 'a.md': '2', 'b.md': '1' }, [], 60_000), 10);
    expect(settling.due(10)).toEqual([]);
    expect(settling.due(110)).toEqual(['a.md@2', 'b.md@1']);
  });

  test('keeps what was believed while it changes', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }), 0);
    settling.accept({ path: 'a.md', signature: '1' }, readAs('a.md', 'one'), 100);
    settling.observe(scanOf({ 'a.md': 'empty' }), 200);
    expect(settling.texts()).toEqual(['one']);
    expect(settling.nextDueMs(200)).toBe(100);
  });

  test('ignores a reading of what it no longer is', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }), 0);
    settling.observe(scanOf({ 'a.md': '2' }), 50);
    settling.accept({ path: 'a.md', signature: '1' }, readAs('a.md', 'one'), 150);
    expect(settling.texts()).toEqual([]);
  });
});

describe('a JSON file', () => {
  test('is believed at once when it parses, and read once more after the settle time', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.json': '1' }), 0);
    expect(settling.due(0)).toEqual(['a.json@1']);
    settling.accept({ path: 'a.json', signature: '1' }, readAs('a.json', '{}'), 0);
    expect(settling.texts()).toEqual(['{}']);
    expect(settling.due(50)).toEqual([]);
    expect(settling.due(100)).toEqual(['a.json@1']);
    settling.accept({ path: 'a.json', signature: '1' }, readAs('a.json', '{"a":1}'), 100);
    expect(settling.texts()).toEqual(['{"a":1}']);
    expect(settling.nextDueMs(100)).toBeUndefined();
  });

  test('is believed broken only after ten settle times', () => {
    const settling = start();
    const half = readAs('a.json', '{');
    settling.observe(scanOf({ 'a.json': '1' }), 0);
    for (const now of [0, 100]) settling.accept({ path: 'a.json', signature: '1' }, half, now);
    expect(settling.texts()).toEqual([]);
    expect(settling.nextDueMs(100)).toBe(900);
    settling.accept({ path: 'a.json', signature: '1' }, half, 1000);
    expect(settling.texts()).toEqual(['{']);
    expect(settling.nextDueMs(1000)).toBeUndefined();
  });
});

describe('a file that is gone', () => {
  test('is believed gone after the settle time, and not when it comes back before', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }), 0);
    settling.accept({ path: 'a.md', signature: '1' }, readAs('a.md', 'one'), 100);
    settling.observe(scanOf({}), 200);
    expect(settling.texts()).toEqual(['one']);
    expect(settling.nextDueMs(200)).toBe(100);
    settling.observe(scanOf({ 'a.md': '2' }), 250);
    settling.accept({ path: 'a.md', signature: '2' }, readAs('a.md', 'two'), 350);
    settling.observe(scanOf({}), 400);
    settling.observe(scanOf({}), 500);
    expect(settling.texts()).toEqual([]);
    expect(settling.nextDueMs(500)).toBeUndefined();
  });

  test('is kept while its folder cannot be looked at', () => {
    const settling = start();
    settling.observe(scanOf({ 'docs/a.md': '1', 'docsy/a.md': '1' }), 0);
    for (const path of ['docs/a.md', 'docsy/a.md']) {
      settling.accept({ path, signature: '1' }, readAs(path, path), 100);
    }
    const blind = scanOf({}, [{ path: 'docs', message: 'EACCES' }]);
    settling.observe(blind, 200);
    settling.observe(blind, 900);
    expect(settling.texts()).toEqual(['docs/a.md']);
  });
});

test('a file that cannot be read is told, tried at each look, and asks for none by itself', () => {
  const settling = start();
  const file = { path: 'a.md', signature: '1' };
  settling.observe(scanOf({ 'a.md': '1' }), 0);
  settling.accept(file, { kind: 'unreadable', path: 'a.md', message: 'EACCES' }, 100);
  expect(settling.texts()).toEqual(['unreadable']);
  expect(settling.nextDueMs(100)).toBeUndefined();
  expect(settling.due(101)).toEqual(['a.md@1']);
  settling.accept(file, readAs('a.md', 'one'), 101);
  expect(settling.texts()).toEqual(['one']);
});

describe('bytes that another file had', () => {
  /** Believed of `a.md` are the bytes `one`, since 100 ms. */
  function startWithOne() {
    const settling = start();
    settling.observe(scanOf({ 'a.md': '1' }), 0);
    settling.accept({ path: 'a.md', signature: '1' }, readAs('a.md', 'one'), 100);
    const files = () =>
      Object.fromEntries(settling.list().map((file) => [file.path, file.kind === 'read' ? file.digest : '']));
    return { ...settling, files };
  }

  test('are not believed of a new name before the old one has settled with others', () => {
    const settling = startWithOne();
    settling.observe(scanOf({ 'a.md': '1', 'b.md': '2' }), 1_000);
    settling.observe(scanOf({ 'a.md': '3', 'b.md': '2' }), 1_030);
    settling.accept({ path: 'b.md', signature: '2' }, readAs('b.md', 'one'), 1_100);
    expect(settling.files()).toEqual({ 'a.md': 'one' });
    expect(settling.nextDueMs(1_100)).toBe(30);
    settling.accept({ path: 'a.md', signature: '3' }, readAs('a.md', 'new'), 1_130);
    expect(settling.files()).toEqual({ 'a.md': 'new', 'b.md': 'one' });
  });

  test('are not believed of a new name before the old one is gone', () => {
    const settling = startWithOne();
    settling.observe(scanOf({ 'a.md': '1', 'b.md': '2' }), 1_000);
    settling.observe(scanOf({ 'b.md': '2' }), 1_030);
    settling.accept({ path: 'b.md', signature: '2' }, readAs('b.md', 'one'), 1_100);
    expect(settling.files()).toEqual({ 'a.md': 'one' });
    settling.observe(scanOf({ 'b.md': '2' }), 1_130);
    expect(settling.files()).toEqual({ 'b.md': 'one' });
  });

  test('nor of a name that had others, while two change places', () => {
    const settling = startWithOne();
    settling.observe(scanOf({ 'a.md': '1', 'b.md': '2' }), 500);
    settling.accept({ path: 'b.md', signature: '2' }, readAs('b.md', 'two'), 600);
    settling.observe(scanOf({ 'a.md': '3', 'b.md': '2' }), 1_000);
    settling.observe(scanOf({ 'a.md': '3', 'b.md': '4' }), 1_030);
    settling.accept({ path: 'a.md', signature: '3' }, readAs('a.md', 'two'), 1_100);
    expect(settling.files()).toEqual({ 'a.md': 'one', 'b.md': 'two' });
    settling.accept({ path: 'b.md', signature: '4' }, readAs('b.md', 'one'), 1_130);
    expect(settling.files()).toEqual({ 'a.md': 'two', 'b.md': 'one' });
  });

  test('are those of a copy, whatever becomes of the first later', () => {
    const settling = startWithOne();
    settling.observe(scanOf({ 'a.md': '1', 'b.md': '2' }), 500);
    settling.accept({ path: 'b.md', signature: '2' }, readAs('b.md', 'one'), 600);
    expect(settling.files()).toEqual({ 'a.md': 'one', 'b.md': 'one' });
    settling.observe(scanOf({ 'a.md': '3', 'b.md': '2' }), 700);
    expect(settling.files()).toEqual({ 'a.md': 'one', 'b.md': 'one' });
  });

  test('of JSON too, that is believed at once; but two that come together keep nobody waiting', () => {
    const settling = start();
    settling.observe(scanOf({ 'a.json': '1', 'b.json': '2' }), 0);
    settling.accept({ path: 'a.json', signature: '1' }, readAs('a.json', '{}'), 0);
    settling.accept({ path: 'b.json', signature: '2' }, readAs('b.json', '{}'), 0);
    expect(settling.list().map(({ path }) => path)).toEqual(['a.json', 'b.json']);
    settling.accept({ path: 'a.json', signature: '1' }, readAs('a.json', '{}'), 100);
    settling.accept({ path: 'b.json', signature: '2' }, readAs('b.json', '{}'), 100);
    settling.observe(scanOf({ 'a.json': '1', 'c.json': '3' }), 1_000);
    settling.accept({ path: 'c.json', signature: '3' }, readAs('c.json', '{}'), 1_000);
    expect(settling.list().map(({ path }) => path)).toEqual(['a.json', 'b.json']);
    settling.observe(scanOf({ 'a.json': '1', 'c.json': '3' }), 1_100);
    expect(settling.list().map(({ path }) => path)).toEqual(['a.json', 'c.json']);
  });
});
