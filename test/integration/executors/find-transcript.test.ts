import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findTranscript } from '../../../src/executors/agents/find-transcript.ts';
import { makeFolder } from '../../support/repository.ts';

test('the newest file of that name', async () => {
  const folder = makeFolder();
  for (const path of ['2025/12/31/a-1.jsonl', '2026/01/02/a-1.jsonl', '2026/01/03/a-2.jsonl']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '');
  }
  const find = (nameEnd: string): Promise<string | undefined> => findTranscript({ folder, nameEnd });
  expect(await find('-1.jsonl')).toBe(join(folder, '2026/01/02/a-1.jsonl'));
  expect(await find('-2.jsonl')).toBe(join(folder, '2026/01/03/a-2.jsonl'));
  expect(await find('-3.jsonl')).toBeUndefined();
  expect(await findTranscript({ folder: join(folder, 'none'), nameEnd: '' })).toBeUndefined();
});
