import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { readDocument } from '../support/document.ts';
import { expectNothingLeft, planex, planexEnvironment, planexOk, recordsFolder } from '../support/planex.ts';
import { plannedAs } from '../support/planned.ts';
import { useScriptedCodex } from '../support/scripted-codex.ts';
import { makeFolder, type TestRepository, useRepository } from '../support/repository.ts';

const readme = readDocument('README.md');
const artifacts = readDocument('docs/artifacts.md');
const agents = readDocument('docs/agents.md');
const PLAN = 'docs/plans/2026-11-20-greetings.md';
const SOLUTION = 'docs/issues/ISS-20261120-001.json';

function onlyBlock(language: string, page = readme): string {
  const [block, ...more] = page.blocks(language);
  if (block === undefined || more.length > 0) throw new Error(`there is not one block of ${language}`);
  return block;
}

/** The repository that the README speaks of. */
function makeGreetings(): TestRepository {
  const path = join(makeFolder(), 'greetings');
  mkdirSync(path);
  const repository = useRepository(path);
  repository.git('init', '--quiet');
  repository.git('config', 'user.name', 'Ada Example');
  repository.git('commit', '--quiet', '--allow-empty', '--message', 'chore: begin');
  return repository;
}

/** Runs a command line as a reader would, with `planex` on the PATH; returns all it printed. */
function runInShell(repository: TestRepository, line: string, path = process.env['PATH']): Promise<string> {
  const folder = makeFolder();
  const program = join(folder, 'planex');
  writeFileSync(
    program,
    `#!/bin/sh\nexec '${process.execPath}' '${inject('planexBundle')}/planex.js' "$@"\n`,
  );
  chmodSync(program, 0o755);
  const env = planexEnvironment(repository, { PATH: `${folder}${delimiter}${path}` });
  return new Promise((resolve, reject) => {
    execFile('sh', ['-ec', `exec 2>&1\n${line}`], { cwd: repository.path, env }, (error, output) => {
      if (error === null) resolve(output);
      else reject(new Error(`${line}\n${output}`, { cause: error }));
    });
  });
}

const isNoStatusLine = (block: string): boolean => !block.includes('statusLine');

/** Makes what differs from run to run the same: times, pids, hashes and where the repository is. */
function settle(text: string, home: string): string {
  return text
    .replaceAll(home, '<home>')
    .replaceAll(/^\d\d:\d\d:\d\d /gm, '<time> ')
    .replaceAll(/\bpid \d+/g, 'pid <pid>')
    .replaceAll(/\b[0-9a-f]{7,40}\b/g, '<hash>')
    .trimEnd();
}

describe('what the README shows is what happens', () => {
  test('the transcript', async () => {
    const transcript = onlyBlock('console');
    const repository = makeGreetings();
    repository.write(PLAN, onlyBlock('markdown'));
    let seen = '';
    for (const [, line = ''] of transcript.matchAll(/^\$ (.*)$/gm)) {
      seen += `$ ${line}\n${await runInShell(repository, line)}`;
    }
    expect(settle(seen, repository.path)).toBe(settle(transcript, '/home/ada/greetings'));
    expect(repository.git('log', '-1', '--format=%B').trimEnd()).toMatch(expectedMessage());
    await expectNothingLeft(repository);
  });

  test('the commands for a repository of one’s own', async () => {
    const repository = makeGreetings();
    const lines = readme.blocks('sh').find((block) => block.includes('planex start'));
    onTestFinished(async () => void (await planex(repository, ['stop', '--now'])));
    expect(await runInShell(repository, lines ?? '')).toContain('planex has stopped\n');
    expect(['docs/plans', 'docs/issues', '.planexrc'].map((path) => join(repository.path, path))).toSatisfy(
      (paths: string[]) => paths.every((path) => existsSync(path)),
    );
    await expectNothingLeft(repository);
  });

  test('from issue to commit', async () => {
    const repository = makeGreetings();
    repository.commit({ 'hello.sh': 'echo "hello, $1"\n' });
    const codex = useScriptedCodex({
      reviews: [{ says: plannedAs({ title: 'Greet louder', files: ['louder.sh'] }) }],
      edits: ['sed "s/.1/$1!/" hello.sh > louder.sh'],
    });
    onTestFinished(async () => void (await planex(repository, ['stop', '--now'])));
    const [begin = '', goOn = ''] = readme
      .blocks('sh')
      .filter((block) => /^planex (run|resume)/m.test(block));
    const seen = await runInShell(repository, begin, codex.env.PATH);
    const [id = ''] = /ISS-\d{8}-\d{3}/.exec(seen) ?? [];
    expect(seen).toContain(`\nEXEC_DONE:${id}\n`);
    expect(seen).toMatch(new RegExp(`^ *${id}.*Greet with an exclamation mark`, 'm'));
    expect(seen).toContain(`feat(${id}): Greet louder`);
    expect(existsSync(join(repository.path, `docs/issues/${id}.json`))).toBe(true);
    const again = await runInShell(repository, goOn.replaceAll(/ISS-\d{8}-\d{3}/g, id), codex.env.PATH);
    expect(again).toContain('completed');
    expect(again).toContain(`EXEC_DONE:${id}`);
    await expectNothingLeft(repository);
  });

  test('the solution is done, and its records are where the README says', async () => {
    const repository = makeGreetings();
    repository.commit({ 'hello.sh': 'echo "hello, $1"\n' });
    repository.write(SOLUTION, onlyBlock('json', artifacts));
    expect(await planexOk(repository, 'lint')).toBe(`${SOLUTION}: 1 task\n`);
    await planexOk(repository, 'once');
    expect(repository.git('log', '-1', '--format=%s', '--name-only')).toBe(
      'fix(ISS-20261120-001): Greet with an exclamation mark\n\nhello.sh',
    );
    const [task] = JSON.parse(await planexOk(repository, 'status', '--json')).tasks;
    expect(task.tests).toBe("tests: passed (sh hello.sh Ada | grep -x 'hello, Ada!')");
    const places = [
      'events.jsonl',
      'daemon.log',
      `runs/${task.run}/prompt.md`,
      `runs/${task.run}/output.log`,
    ];
    expect(places.filter((path) => !existsSync(join(recordsFolder(repository), path)))).toEqual([]);
  });

  test('the settings are good ones', async () => {
    const repository = makeGreetings();
    const pages = ['agents', 'approval', 'execplans'].map((name) => readDocument(`docs/${name}.md`));
    const found: string[] = [];
    for (const settings of pages.flatMap((page) => page.blocks('jsonc')).filter(isNoStatusLine)) {
      repository.write('.planexrc', settings);
      const { findings } = JSON.parse(await planexOk(repository, 'doctor', '--json'));
      expect(findings.filter(({ level }: { level: string }) => level === 'error')).toEqual([]);
      found.push(JSON.stringify(findings));
    }
    expect(found.join('\n')).toContain('preset codex-gemini for tasks that name no backend');
    expect(found).toHaveLength(3);
  });

  test('the status line, of Claude Code and of a prompt', async () => {
    const repository = makeGreetings();
    await planexOk(repository, 'once');
    const [claude = '', ...more] = agents.blocks('jsonc').filter((block) => !isNoStatusLine(block));
    expect(more).toEqual([]);
    const { statusLine } = JSON.parse(claude);
    const line = /^Offload C:0 G:0 Σ:0 \| S\/F C:0\/0 G:0\/0 \| RL C:N\/A G:N\/A\n/;
    expect(await runInShell(repository, `echo '{"cwd":"."}' | ${statusLine.command}`)).toMatch(line);
    const prompt = `${onlyBlock('bash', agents)}printf '%s' "\${PS1@P}"`;
    repository.write('prompt.bash', prompt);
    expect(await runInShell(repository, 'bash prompt.bash')).toMatch(line);
  });

  test('the commands and exit codes', async () => {
    const help = await planexOk(makeFolder(), '--help');
    const commands = [...help.matchAll(/^ {2}([a-z]+)(?: \S+)? {2,}(.*)$/gm)].map(([, ...cells]) => cells);
    expect(readme.table('Command')).toEqual(commands.filter(([name]) => name !== 'help'));
    const codes = [...help.replace(/.*Exit codes:/s, '').matchAll(/\d+/g)].map(([code]) => code);
    expect(readme.table('Exit code').map(([code]) => code)).toEqual(codes);
  });
});

/** The commit message that the README shows, with what stands in angle brackets left open. */
function expectedMessage(): RegExp {
  const text = onlyBlock('text', artifacts).trimEnd();
  return new RegExp(`^${text.replaceAll(/[()#.]/g, '\\$&').replaceAll(/<[^>]*>/g, '\\S+')}$`);
}
