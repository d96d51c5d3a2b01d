import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MODEL_VARIABLES, WORK_TYPES } from '../../../src/routing/policy.ts';
import { PRESET_NAMES, readPreset } from '../../../src/routing/presets.ts';
import { REASON_CODES } from '../../../src/tasks/reason.ts';
import { TASK_STATUSES } from '../../../src/tasks/task.ts';
import { readDocument, top } from '../../support/document.ts';

const readme = readDocument('README.md');
const tasks = readDocument('docs/tasks.md');
const agents = readDocument('docs/agents.md');

function readSources(wanted: (path: string) => boolean = () => true): string {
  const folder = join(top, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && wanted(path))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
}

describe('README and the pages that it leads to', () => {
  test('knows every status', () => {
    expect(tasks.table('Status').map(([status]) => status)).toEqual([...TASK_STATUSES]);
  });

  test('knows every reason', () => {
    expect(tasks.table('Reason').map(([code]) => code)).toEqual([...REASON_CODES]);
  });

  test('knows every kind of work, and every variable about routing with the default of the presets', () => {
    expect(agents.table('Work').map(([work]) => work)).toEqual([...WORK_TYPES]);
    const variables = readFileSync(join(top, 'src/routing/variables.ts'), 'utf8');
    const read = [...variables.matchAll(/'((?:CODEX|GEMINI)_[A-Z_]+)'/g)].map(([, name]) => name);
    const told = agents.table('Variable');
    expect(new Set(told.map(([name]) => name))).toEqual(new Set([...read, ...MODEL_VARIABLES]));
    const presets = PRESET_NAMES.flatMap((name) => JSON.stringify(readPreset(name)));
    const models = told.flatMap(([, text = '']) => text.match(/gpt-[\w.-]+/g) ?? []);
    expect(models.filter((model) => !presets.some((text) => text.includes(`"${model}"`)))).toEqual([]);
  });

  test('says of exactly the reasons that nothing gives that they are not yet used', () => {
    const sources = readSources();
    const given = new Set([...sources.matchAll(/code: '([a-z-]+)'/g)].map(([, code]) => code));
    // A verification that took too long is told by an expression.
    for (const [, one, other] of sources.matchAll(/code: \w[\w.]* \? '([a-z-]+)' : '([a-z-]+)'/g)) {
      given.add(one).add(other);
    }
    const unused = tasks.table('Reason').filter(([, meaning]) => meaning === 'not yet used');
    expect(unused.map(([code]) => code)).toEqual(REASON_CODES.filter((code) => !given.has(code)));
  });

  test('begins with two commands that are complete in themselves, and the checks run both', () => {
    const [demo, tests, ...others] = readme.blocks('sh');
    expect([demo, tests]).toEqual(['npm ci && npm run demo\n', 'npm ci && npm test\n']);
    expect(others, 'a test has to run every block').toHaveLength(3);
    const checks = readFileSync(join(top, '.ci/run'), 'utf8');
    expect(checks).toMatch(/npm ci\b/);
    expect(checks).toMatch(/npm run (--silent )?demo\b/);
    expect(checks).toMatch(/npm test\b/);
  });

  test('asks for what package.json and the code ask for', () => {
    const { engines } = JSON.parse(readFileSync(join(top, 'package.json'), 'utf8'));
    expect(engines.node).toBe('>=20.19.0');
    expect(readme.text).toContain('Node 20.19 or later, Git 2.36 or later');
    expect(readFileSync(join(top, 'src/git/repository.ts'), 'utf8')).toContain('[2, 36]');
  });

  test('leads to every page, and no page to one that is not there', () => {
    const pages = readdirSync(join(top, 'docs')).map((name) => `docs/${name}`);
    const leads = new Set<string>();
    for (const from of ['README.md', 'ARCHITECTURE.md', ...pages]) {
      for (const [, path = ''] of readDocument(from).text.matchAll(/\]\(([^):#]+)\)/g)) {
        expect(existsSync(join(top, dirname(from), path)), `${from} leads to ${path}`).toBe(true);
        leads.add(join(dirname(from), path));
      }
    }
    expect(pages.filter((page) => !leads.has(page))).toEqual([]);
  });

  test('planex speaks to no remote', () => {
    // The list of commands of the user's that a landing lets go first is not one of commands that planex gives.
    const sources = readSources((path) => !path.endsWith('users-git.ts'));
    expect(sources).not.toMatch(/['"](push|fetch|pull|ls-remote|stash)['"]/);
  });
});
