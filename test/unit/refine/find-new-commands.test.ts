import { expect, test } from 'vitest';
import { findNewCommands } from '../../../src/refine/find-new-commands.ts';

const PLAN =
  '# A\n\n## Task 1: B\n\n**Commands:**\n```bash\nmake tea\n```\n\n**Verify:** `test -e tea`\n\n- [ ] c\n';

function find(before: string, after: string): string[] {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  return findNewCommands('docs/plans/a.md', encode(before), encode(after));
}

test.each<[string, string, string, string[]]>([
  ['other words', '- [ ] c', '- [ ] d', []],
  ['another command', 'make tea', 'make coffee', ['make coffee']],
  ['the same one for another shell', '```bash', '```zsh', ['make tea']],
  ['another check', 'test -e tea', 'true', ['true']],
  ['a check less', '**Verify:** `test -e tea`\n', '', []],
  [
    'a task more with a command',
    '- [ ] c',
    '- [ ] c\n\n## Task 2: D\n\n**Commands:** `rm -r .`',
    ['rm -r .'],
  ],
])('%s', (_, from, to, commands) => {
  expect(PLAN).toContain(from);
  expect(find(PLAN, PLAN.replace(from, to))).toEqual(commands);
});

test('a plan with a Status is approved before it runs', () => {
  const approved = PLAN.replace('# A\n', '# A\n\nStatus: APPROVED\n');
  expect(find(approved, approved.replace('make tea', 'make coffee'))).toEqual([]);
  expect(find(approved, PLAN.replace('make tea', 'make coffee'))).toEqual(['make coffee']);
});
