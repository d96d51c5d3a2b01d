import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeIssueId } from '../../../src/issues/issue-id.ts';
import { openIssueStore } from '../../../src/state/issue-store.ts';
import { readQueues } from '../../../src/state/queue-store.ts';
import { onceReplaced } from '../../support/once-replaced.ts';
import { makeFolder } from '../../support/repository.ts';
import { breakReading, canBreakReading } from '../../support/unreadable.ts';

const SHARED = '.workflow/issues/issues.jsonl';
const OWN = 'docs/issues/.store/issues.jsonl';

function makeScene(files: Record<string, string> = {}) {
  const [home, records] = [makeFolder(), makeFolder()];
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const read = (path: string): string => readFileSync(join(home, path), 'utf8');
  return { home, records, store: openIssueStore(home, records), read };
}

const make = (id: string, more: object = {}) => ({ id, json: JSON.stringify({ id, ...more }) });

describe('the store of issues', () => {
  test('is that of other programs where it is there, else a folder of its own', async () => {
    const own = makeScene();
    await own.store.add(() => [make('A', { title: 'Tea' })]);
    expect(own.read(OWN)).toBe('{"id":"A","title":"Tea"}\n');
    expect(readdirSync(join(own.home, 'docs/issues/.store'))).toEqual(['issues.jsonl']);

    const shared = makeScene({ [SHARED]: '{"id":"A"}\n' });
    await shared.store.add(() => [make('B')]);
    expect(shared.read(SHARED)).toBe('{"id":"A"}\n{"id":"B"}\n');
    expect(existsSync(join(shared.home, 'docs'))).toBe(false);
  });

  test('writes nothing for reading', async () => {
    const { home, store } = makeScene();
    expect(await store.read()).toEqual({ issues: [], past: [], diagnostics: [], isWhole: true });
    expect((await store.readSolutions('A')).solutions).toEqual([]);
    expect(readdirSync(home)).toEqual([]);
  });

  test('an id that is too long for the name of a file has no solutions, and gets none', async () => {
    const { home, store } = makeScene({ '.workflow/issues/solutions/A.jsonl': '' });
    const long = '\u65e5'.repeat(90);
    expect(await store.readSolutions(long)).toEqual({ solutions: [], diagnostics: [] });
    await expect(store.addSolutions(long, ['{}'])).rejects.toThrow('no solution can be kept for it');
    expect(readdirSync(join(home, '.workflow/issues/solutions'))).toEqual(['A.jsonl']);
  });

  test('twenty writers at once lose nothing', async () => {
    const { home, records, store } = makeScene({ [SHARED]: '{"id":"A","n":1.0}\n' });
    const now = Date.parse('2026-11-20T12:00:00Z');
    const writers = Array.from({ length: 20 }, () => openIssueStore(home, records));
    const ids = await Promise.all(
      writers.map(async (writer, index) => {
        const [id = ''] = await writer.add(({ taken }) => [make(makeIssueId(now, taken), { from: index })]);
        await writer.change('A', () => ({ [`by${index}`]: index }));
        return id;
      }),
    );
    const { issues, diagnostics } = await store.read();
    expect(diagnostics).toEqual([]);
    expect(new Set(ids).size).toBe(20);
    expect(new Set(issues.map(({ issue }) => issue.id))).toEqual(new Set(['A', ...ids]));
    const first = issues[0]?.issue.fields ?? {};
    expect(Object.keys(first).filter((key) => key.startsWith('by'))).toHaveLength(20);
    expect(readFileSync(join(home, SHARED), 'utf8')).toContain('"n":1.0');
  });

  test('a file that another program has emptied to write it anew is not taken for empty', async () => {
    const { home, store, read } = makeScene({ [SHARED]: '{"id":"A"}\n' });
    let isFirst = true;
    await store.add(() => {
      if (isFirst) {
        writeFileSync(join(home, SHARED), '');
        setTimeout(() => writeFileSync(join(home, SHARED), '{"id":"A"}\n{"id":"B"}\n'), 10);
      }
      isFirst = false;
      return [make('C')];
    });
    expect(read(SHARED)).toBe('{"id":"A"}\n{"id":"B"}\n{"id":"C"}\n');
  });

  test('what another program adds in the instant of the replacement is kept', async () => {
    const { home, store, read } = makeScene({ [SHARED]: '{"id":"A"}\n' });
    const theirs = openSync(join(home, SHARED), 'a');
    onceReplaced(join(home, SHARED), () => writeSync(theirs, '{"id":"B"}\n'));
    await store.add(() => [make('C')]);
    closeSync(theirs);
    expect(read(SHARED)).toBe('{"id":"A"}\n{"id":"B"}\n{"id":"C"}\n');
  });

  test('a store that cannot be read as a whole is not written', async () => {
    const text = '{"id":"A"}\n{"id":"B"\n{"id":"C"}\n';
    const { store, read } = makeScene({ [SHARED]: text });
    const refusal = /issues\.jsonl:2:10: error: a comma or "}" is expected, not the end of the text/;
    await expect(store.add(() => [make('D')])).rejects.toThrow(refusal);
    await expect(store.change('A', () => ({ status: 'paused' }))).rejects.toThrow(refusal);
    expect(read(SHARED)).toBe(text);
    const { issues, diagnostics } = await store.read();
    expect(issues.map(({ issue }) => issue.id)).toEqual(['A', 'C']);
    expect(diagnostics.map(({ path, diagnostic }) => `${path}:${diagnostic.line}`)).toEqual([`${SHARED}:2`]);
  });

  test('bytes that are no text stay as they are', async () => {
    const { home, store } = makeScene({ [SHARED]: '' });
    const bytes = Buffer.from([0x7b, 0xff, 0x7d]);
    writeFileSync(join(home, SHARED), bytes);
    await expect(store.add(() => [make('D')])).rejects.toThrow(/not UTF-8/);
    expect(readFileSync(join(home, SHARED))).toEqual(bytes);
    expect((await store.read()).diagnostics).toHaveLength(1);
  });

  test.runIf(canBreakReading)('a file that fails to be read is neither empty nor replaced', async () => {
    const { home, store, read } = makeScene({ [SHARED]: '{"id":"A"}\n' });
    const mend = breakReading(join(home, SHARED));
    await expect(store.read()).rejects.toThrow(/cannot read .*issues\.jsonl/);
    await expect(store.add(() => [make('B')])).rejects.toThrow(/cannot read .*issues\.jsonl/);
    mend();
    expect(read(SHARED)).toBe('{"id":"A"}\n');
  });

  test.each([
    ['the file', SHARED],
    ['its folder', dirname(OWN)],
  ])('a link that leads nowhere in place of %s is not followed into a new file', async (_, path) => {
    const { home, records } = makeScene({ [join(dirname(path), 'readme')]: '' });
    symlinkSync(join(home, 'elsewhere'), join(home, path));
    const store = openIssueStore(home, records);
    await expect(store.add(() => [make('B')])).rejects.toThrow('is a link to what is not there');
    expect(existsSync(join(home, 'elsewhere'))).toBe(false);
  });

  test('a file that is a link out of the repository is read, and not written', async () => {
    const outside = join(makeFolder(), 'mine.jsonl');
    writeFileSync(outside, '{"id":"A"}\n');
    const { home, store } = makeScene({ '.workflow/issues/queues/index.json': '{}' });
    symlinkSync(outside, join(home, SHARED));
    expect((await store.read()).issues.map(({ issue }) => issue.id)).toEqual(['A']);
    await expect(store.add(() => [make('B')])).rejects.toThrow(`${SHARED} leads out of this repository`);
    await expect(store.change('A', () => ({ status: 'paused' }))).rejects.toThrow('leads out');
    expect(readFileSync(outside, 'utf8')).toBe('{"id":"A"}\n');
  });

  test('a file in place of the folder cannot be read, and is no bug', async () => {
    const { home, store } = makeScene({ '.workflow/issues': '' });
    await expect(store.read()).rejects.toThrow(/^planex cannot read /);
    await expect(readQueues(home)).rejects.toThrow(/^planex cannot read \.workflow\/issues\/queues/);
  });

  test('of several solutions one is bound, and the others keep their bytes', async () => {
    const path = '.workflow/issues/solutions/A.jsonl';
    const lines = ['{"id":"S1","is_bound":true,"x":1.0}', '{ "id" : "S2" }', '{"id":"S3"}'];
    const { store, read } = makeScene({ [path]: `${lines.join('\n')}\n` });
    const [, second] = (await store.readSolutions('A')).solutions;
    expect(second?.id).toBe('S2');
    if (second !== undefined) await store.bindSolution('A', second, '2026-11-20T12:00:00.000Z');
    expect(read(path)).toBe(
      `{"id":"S1","is_bound":false,"x":1.0}\n{ "id" : "S2","is_bound":true,"bound_at":"2026-11-20T12:00:00.000Z" }\n${lines[2]}\n`,
    );
    await store.addSolutions('A', ['{"id":"S4"}', '{"id":"S3"}']);
    expect(read(path).split('\n').slice(2)).toEqual(['{"id":"S3"}', '{"id":"S4"}', '']);
  });
});
