import {
  appendFileSync,
  closeSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../support/repository.ts';
import { recordFeed } from './feed-recorder.ts';

const PLAN = 'docs/plans/a.md';
const ISSUE = 'docs/issues/a.json';

function makeTree(): string {
  const root = makeFolder();
  mkdirSync(join(root, 'docs/plans'), { recursive: true });
  mkdirSync(join(root, 'docs/issues'));
  writeFileSync(join(root, PLAN), 'old');
  return root;
}

/** Ways in which programs save a file, each given its path and new text. */
const SAVES: Record<string, (path: string, text: string) => void> = {
  'truncate and write': (path, text) => {
    const file = openSync(path, 'w');
    for (const letter of text) writeSync(file, letter);
    closeSync(file);
  },
  'write beside and rename over': (path, text) => {
    writeFileSync(`${path}.tmp`, text);
    renameSync(`${path}.tmp`, path);
  },
  'rename away, write anew, delete the old one': (path, text) => {
    renameSync(path, `${path}~`);
    writeFileSync(path, text);
    unlinkSync(`${path}~`);
  },
  'lock with a link, rename to a backup, write anew': (path, text) => {
    const lock = path.replace(/([^/]+)$/, '.#$1');
    symlinkSync('user@host.1234:5678', lock);
    renameSync(path, `${path}~`);
    writeFileSync(path, text);
    unlinkSync(lock);
  },
  'delete and create again': (path, text) => {
    unlinkSync(path);
    writeFileSync(path, text);
  },
  'same length, time stamp put back': (path, text) => {
    const then = new Date('2020-01-01');
    writeFileSync(path, text);
    utimesSync(path, then, then);
  },
};

describe.each([
  ['with events', true],
  ['by scanning alone', false],
])('%s', (_, events) => {
  const options = { events, settleMs: 60, scanEveryMs: 20 };

  test.each(Object.entries(SAVES))('%s', async (_name, save) => {
    const root = makeTree();
    const { untilTexts, handedOver } = await recordFeed(root, options);
    save(join(root, PLAN), 'new');
    await untilTexts({ [PLAN]: 'new' });
    save(join(root, PLAN), 'newer');
    await untilTexts({ [PLAN]: 'newer' });
    expect(handedOver).toEqual([{ [PLAN]: 'old' }, { [PLAN]: 'new' }, { [PLAN]: 'newer' }]);
  });

  test('the same bytes again, a touch and an unwanted file say nothing', async () => {
    const root = makeTree();
    const { feed, handedOver, untilTexts } = await recordFeed(root, options);
    writeFileSync(join(root, PLAN), 'old');
    await feed.current();
    utimesSync(join(root, PLAN), new Date(), new Date());
    writeFileSync(join(root, 'docs/plans/notes.txt'), 'x');
    await feed.current();
    SAVES['write beside and rename over']?.(join(root, PLAN), 'old');
    await feed.current();
    expect(handedOver).toHaveLength(1);
    writeFileSync(join(root, PLAN), 'new');
    await untilTexts({ [PLAN]: 'new' });
  });

  test('a file that was emptied and is slowly filled is handed over whole', async () => {
    const root = makeTree();
    const { handedOver, untilTexts } = await recordFeed(root, { ...options, settleMs: 2_000 });
    writeFileSync(join(root, PLAN), '');
    for (let part = 0; part < 5; part += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      appendFileSync(join(root, PLAN), `${part}`);
    }
    await untilTexts({ [PLAN]: '01234' });
    expect(handedOver).toHaveLength(2);
  });

  test('half a JSON document waits for its other half', async () => {
    const root = makeTree();
    const { handedOver, untilTexts } = await recordFeed(root, { ...options, settleMs: 300 });
    writeFileSync(join(root, ISSUE), '{"a":');
    await new Promise((resolve) => setTimeout(resolve, 100));
    appendFileSync(join(root, ISSUE), '1}');
    await untilTexts({ [PLAN]: 'old', [ISSUE]: '{"a":1}' });
    writeFileSync(join(root, ISSUE), '{"a":');
    await untilTexts({ [PLAN]: 'old', [ISSUE]: '{"a":' });
    expect(handedOver).toHaveLength(3);
  });

  test('a deleted file is gone from the set', async () => {
    const root = makeTree();
    const { untilTexts } = await recordFeed(root, options);
    rmSync(join(root, PLAN));
    await untilTexts({});
  });

  test('fifty files at once', async () => {
    const root = makeTree();
    const { untilTexts } = await recordFeed(root, options);
    const names = Array.from({ length: 50 }, (_, index) => `docs/plans/p${index}.md`);
    for (const name of names) writeFileSync(join(root, name), name);
    await untilTexts({ [PLAN]: 'old', ...Object.fromEntries(names.map((name) => [name, name])) });
  });
});
