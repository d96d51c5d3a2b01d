import { existsSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { planText } from '../../support/plan.ts';
import { settle, standings } from '../../support/planex.ts';
import { makeFolder, makeRepository, type TestRepository, useRepository } from '../../support/repository.ts';

const PLAN = 'docs/plans/2026-11-20-tea.md';
const TASK = { files: ['tea.txt'], commands: ['echo tea > tea.txt'] };

/** A clone of what has these files, and then these attributes; the files look as if somebody had just saved them. */
function cloneOf(files: Record<string, string>, attributes: string): TestRepository {
  const upstream = makeRepository();
  upstream.commit(files);
  upstream.commit({ '.gitattributes': `${attributes}\n` });
  const folder = join(makeFolder(), 'clone');
  upstream.git('clone', '--quiet', upstream.path, folder);
  const clone = useRepository(folder);
  for (const path of Object.keys(files)) utimesSync(join(folder, path), new Date(), new Date());
  expect(clone.git('status', '--porcelain')).toContain(` M ${Object.keys(files)[0]}`);
  return clone;
}

it.each<[string, string, (text: string) => string]>([
  ['*.md text', 'all its line ends', (text) => text.replaceAll('\n', '\r\n')],
  ['*.md text eol=crlf', 'one of its line ends', (text) => text.replace('\n', '\r\n')],
  ['*.md ident', 'its $Id$', (text) => `${text}\n$Id: 1 $\n`],
])(
  'a plan that came with the clone waits for trust where "%s" lets Git call it modified, for %s',
  async (attributes, _, change) => {
    const clone = cloneOf({ [PLAN]: change(planText([TASK])) }, attributes);
    const { status } = await settle(clone);
    expect(standings(status)).toEqual(['waiting: not-admitted']);
    expect(existsSync(join(clone.path, 'tea.txt'))).toBe(false);
    clone.git('mv', PLAN, 'docs/plans/other.md');
    expect(standings((await settle(clone)).status)).toEqual(['waiting: not-admitted']);
  },
);

it('commands of settings that came with the clone wait for trust as well', async () => {
  const text = `${JSON.stringify({ verify: { command: 'touch traced' } }, undefined, 2)}\n`;
  const clone = cloneOf({ '.planexrc': text.replaceAll('\n', '\r\n') }, '.planexrc text');
  clone.write(PLAN, planText([TASK]));
  const { status } = await settle(clone);
  expect(standings(status)).toEqual(['waiting: not-admitted']);
});
