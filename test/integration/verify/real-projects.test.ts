import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { scrubEnvironment } from '../../../src/executors/environment.ts';
import { runProcess } from '../../../src/executors/run-process.ts';
import { findChecks } from '../../../src/verify/find-checks.ts';
import { viewProject } from '../../../src/verify/project-view.ts';
import { runChecks, type Verification } from '../../../src/verify/run-checks.ts';
import { useProgram } from '../../support/program.ts';
import { makeFolder } from '../../support/repository.ts';

/** Finds and runs the checks of a project that holds these files, with the real tools. */
async function verifyProject(
  files: Record<string, string>,
): Promise<{ verification: Verification; logs: string }> {
  const project = makeFolder('planex-project-');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(project, path)), { recursive: true });
    writeFileSync(join(project, path), text);
    if (path.includes('/bin/') || path.includes('/.bin/')) chmodSync(join(project, path), 0o755);
  }
  const env = scrubEnvironment(process.env);
  const logs = makeFolder('planex-logs-');
  const { spec } = useProgram('');
  let last = '';
  const checks = findChecks(viewProject(project, env), { verify: [] });
  const verification = await runChecks(checks, logs, async (command, outputFile) => {
    last = outputFile;
    const { file, args } = command;
    const { exit } = await runProcess({
      ...spec,
      file,
      args,
      cwd: project,
      env: { ...env, ...command.env },
      outputFile,
    });
    return exit;
  });
  return { verification, logs: last === '' ? '' : readFileSync(last, 'utf8') };
}

const packageWith = (test: string): string =>
  JSON.stringify({ name: 'sample', version: '1.0.0', scripts: { test } });

test('an npm script that succeeds, in a project where the word FAIL is printed', async () => {
  const { verification, logs } = await verifyProject({ 'package.json': packageWith('echo FAIL: 0, CI=$CI') });
  expect(verification).toEqual({ result: 'passed', summary: 'npm run test' });
  expect(logs).toContain('FAIL: 0, CI=1');
});

test('an npm script that fails, although it says that all is well', async () => {
  const { verification, logs } = await verifyProject({
    'package.json': packageWith('echo all passed; exit 3'),
  });
  expect(verification).toMatchObject({ result: 'failed', summary: 'npm run test: exit status 3' });
  expect(logs).toContain('all passed');
});

test('a type check that fails before the tests are run', async () => {
  const { verification } = await verifyProject({
    'tsconfig.json': '{}',
    'node_modules/.bin/tsc': '#!/bin/sh\necho "error in $1"\nexit 2\n',
    'package.json': packageWith('touch ran'),
  });
  expect(verification).toMatchObject({
    result: 'failed',
    summary: 'node_modules/.bin/tsc --noEmit: exit status 2',
  });
});

test('pytest of the virtual environment, which finds no tests', async () => {
  const { verification } = await verifyProject({
    'pytest.ini': '[pytest]\n',
    '.venv/bin/pytest': '#!/bin/sh\nexit 5\n',
  });
  expect(verification).toEqual({ result: 'skipped', summary: '.venv/bin/pytest found no tests' });
});

test('a plain Makefile', async () => {
  const { verification } = await verifyProject({ Makefile: 'test:\n\t@echo checking; test -f Makefile\n' });
  expect(verification).toEqual({ result: 'passed', summary: 'make test' });
});

test('no tests at all', async () => {
  const { verification } = await verifyProject({ 'index.html': '<p>Hello</p>\n' });
  expect(verification).toEqual({ result: 'skipped', summary: 'no test command found' });
});

test('a test that waits for input finds the end of it', async () => {
  const { verification } = await verifyProject({ Makefile: 'test:\n\t@cat\n' });
  expect(verification.result).toBe('passed');
});
