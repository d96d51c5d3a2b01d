import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { expect, it } from 'vitest';
import { type LoadedProgram, loadProgram } from '../../../src/compose/daemon/load-program.ts';
import { sha256 } from '../../../src/sha256.ts';
import { openCodeCache } from '../../../src/state/code-cache.ts';
import { makeFolder } from '../../support/repository.ts';

interface Answer {
  answer(): string;
}

/** A program of the kind that the build writes, which answers with a word; and a folder to keep its code in. */
function makeProgram(word: string): { file: string; folder: string; load: () => LoadedProgram<Answer> } {
  const top = makeFolder('planex-program-');
  const file = join(top, 'program.js');
  const folder = join(top, 'code');
  writeProgram(file, word);
  return { file, folder, load: () => loadProgram<Answer>(file, folder) };
}

function writeProgram(file: string, word: string): void {
  const body = `module.exports = { answer: () => '${word}', where: planexFile, path: require('node:path') }; return module;`;
  writeFileSync(file, `(function (module, require, planexFile) { "use strict"; ${body} })`);
}

function ask({ exports }: LoadedProgram<Answer>): string {
  return exports.answer();
}

/** Loads it, and keeps its code as a daemon does after its start. */
function loadAndKeep(program: ReturnType<typeof makeProgram>): void {
  const loaded = program.load();
  expect(ask(loaded)).toBe('one');
  loaded.keepCode?.();
  expect(readdirSync(program.folder)).toHaveLength(1);
}

it('the second start runs what the first has compiled, and has nothing to keep', () => {
  const program = makeProgram('one');
  loadAndKeep(program);
  const { keepCode, exports } = program.load();
  expect(keepCode).toBeUndefined();
  expect(exports).toMatchObject({ where: program.file, path: { join } });
  expect(ask(program.load())).toBe('one');
});

it('a program of the same length and another meaning is compiled anew', () => {
  const program = makeProgram('one');
  loadAndKeep(program);
  writeProgram(program.file, 'two');
  const loaded = program.load();
  expect(ask(loaded)).toBe('two');
  expect(loaded.keepCode).toBeDefined();
});

it('code that is damaged is not run, and made anew', () => {
  const program = makeProgram('one');
  loadAndKeep(program);
  const kept = join(program.folder, readdirSync(program.folder)[0] ?? '');
  const bytes = readFileSync(kept);
  const at = bytes.lastIndexOf('one');
  expect(at).toBeGreaterThan(0);
  bytes.write('two', at);
  writeFileSync(kept, bytes);
  const loaded = program.load();
  expect(ask(loaded)).toBe('one');
  loaded.keepCode?.();
  expect(program.load().keepCode).toBeUndefined();
});

it('code that V8 refuses is made anew', () => {
  const program = makeProgram('one');
  const key = [sha256(readFileSync(program.file)), process.version, process.arch, cachedDataVersionTag()];
  openCodeCache(program.folder, key.join(' ')).keep(() => Buffer.from('of another V8'));
  const loaded = program.load();
  expect(ask(loaded)).toBe('one');
  expect(loaded.keepCode).toBeDefined();
  loaded.keepCode?.();
  expect(program.load().keepCode).toBeUndefined();
});

it('code of another version of Node is not looked at', () => {
  const program = makeProgram('one');
  const key = [sha256(readFileSync(program.file)), 'v0.12.0', process.arch, cachedDataVersionTag()];
  openCodeCache(program.folder, key.join(' ')).keep(() => Buffer.from('of another Node'));
  expect(program.load().keepCode).toBeDefined();
});

it('where nothing can be kept, the program runs as well', () => {
  const program = makeProgram('one');
  writeFileSync(program.folder, 'a file stands where the folder should be');
  const loaded = program.load();
  expect(ask(loaded)).toBe('one');
  loaded.keepCode?.();
  expect(ask(program.load())).toBe('one');
  expect(readFileSync(program.folder, 'utf8')).toBe('a file stands where the folder should be');
});
