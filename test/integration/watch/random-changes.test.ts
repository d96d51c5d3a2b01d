import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fc } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { makeFolder } from '../../support/repository.ts';
import { readTexts, recordFeed, toTexts } from './feed-recorder.ts';

const FOLDER = 'docs/plans';

type Step =
  | { act: 'write' | 'replace' | 'truncate' | 'delete'; file: number; text: string }
  | { act: 'move'; file: number; to: number }
  | { act: 'delete folder' | 'rebuild folder' | 'folder away and back' | 'pause' };

const file = fc.integer({ min: 0, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      act: fc.constantFrom('write', 'replace', 'truncate', 'delete'),
      file,
      text: fc.string({ maxLength: 5 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ act: fc.constant('move'), file, to: file }) },
  {
    weight: 1,
    arbitrary: fc.record({
      act: fc.constantFrom('delete folder', 'rebuild folder', 'folder away and back', 'pause'),
    }),
  },
);

async function takeStep(root: string, taken: Step): Promise<void> {
  const folder = join(root, FOLDER);
  const pathOf = (index: number): string => join(folder, `${index}.md`);
  switch (taken.act) {
    case 'write':
      mkdirSync(folder, { recursive: true });
      return writeFileSync(pathOf(taken.file), taken.text);
    case 'replace':
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'tmp'), taken.text);
      return renameSync(join(folder, 'tmp'), pathOf(taken.file));
    case 'truncate':
      return existsSync(pathOf(taken.file)) ? writeFileSync(pathOf(taken.file), '') : undefined;
    case 'delete':
      return existsSync(pathOf(taken.file)) ? unlinkSync(pathOf(taken.file)) : undefined;
    case 'move':
      return existsSync(pathOf(taken.file)) ? renameSync(pathOf(taken.file), pathOf(taken.to)) : undefined;
    case 'delete folder':
      return rmSync(join(root, 'docs'), { recursive: true, force: true });
    case 'rebuild folder':
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      return writeFileSync(pathOf(0), 'rebuilt');
    case 'folder away and back':
      if (!existsSync(folder)) return;
      renameSync(folder, `${folder}-away`);
      return renameSync(`${folder}-away`, folder);
    case 'pause':
      return void (await new Promise((resolve) => setTimeout(resolve, 15)));
  }
}

function listPlans(root: string): string[] {
  const folder = join(root, FOLDER);
  return existsSync(folder) ? readdirSync(folder).map((name) => `${FOLDER}/${name}`) : [];
}

describe.each([
  ['with events', true],
  ['by scanning alone', false],
])('%s', (_, events) => {
  test('whatever happens to the files, the last word is what is on disk', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const root = makeFolder();
        const { feed, untilTexts } = await recordFeed(root, { events, settleMs: 30, scanEveryMs: 20 });
        try {
          for (const taken of steps) await takeStep(root, taken);
          const onDisk = readTexts(root, listPlans(root));
          await untilTexts(onDisk);
          expect(toTexts(await feed.current())).toEqual(onDisk);
        } finally {
          await feed.close();
        }
      }),
      { numRuns: 25 },
    );
  });
});
