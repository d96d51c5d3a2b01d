import { expect, it } from 'vitest';
import { readSentinels } from '../../../src/guard/read-sentinels.ts';

it.each<[string, string[]]>([
  ['no marker `A`', []],
  ['**load-bearing** `A`', ['1 A']],
  ['`A`\n**LOAD-BEARING contract:** `B`\n`C`\n`D`', ['1 A', '2 B', '3 C']],
  ['`A`\n\n**load-bearing**\n\n`B`', []],
  ['> **load-bearing** `A\n> B`', ['1 A B']],
  ['**load-bearing** ``a `tick` `` ``` `` ```', ['1 a `tick`', '1 ``']],
  ['**load-bearing** `A\n  \tB`', ['1 A B']],
  ['**load-bearing** it`s `A`', ['1 s']],
  ['**load-bearing** it\\`s `A`', ['1 A']],
  ['- **load-bearing** `A\n- B`', []],
  ['load-bearing `A`', []],
  ['```\n**load-bearing** `A`\n```', []],
  ['**load-bearing** `A`\n```\n`B`\n```', ['1 A']],
  ['1. ```sh\n   **load-bearing** `A`\n   ```', []],
  ['~~~~\n```\n**load-bearing** `A`\n~~~\n~~~~~\n`B` **load-bearing**', ['6 B']],
  ['````\n**load-bearing** `A`\n```\n', ['2 A']],
  ['**load-bearing** ` `', []],
  ['\xEF\xBB\xBF```\n**load-bearing** `A`\n```', []],
  ['**load-bearing** `A`\r\n`B`\r\n', ['1 A', '2 B']],
  ['**load-bearing** `A` \0 `B`', ['1 A']],
  ['| **load-bearing** | `A` |\n| `B | `C` |', ['1 A', '2 B |']],
])('%j has the sentinels %j', (text, expected) => {
  const found = readSentinels(text).sentinels.map(({ text, line }) => `${line} ${text}`);
  expect(found).toEqual(expected);
});

it('reads a long plan in time that grows with its length', () => {
  const fences = Array.from({ length: 20_000 }, (_, line) => `${'`'.repeat(3 + (line % 50))}x`).join('\n');
  const ticks = Array.from({ length: 20_000 }, (_, at) => '`'.repeat(1 + (at % 90))).join(' ');
  expect(readSentinels(`**load-bearing** ${ticks}\n\n${fences}`).sentinels.length).toBeGreaterThan(0);
});
