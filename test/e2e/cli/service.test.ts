import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { writePlan } from '../../support/plan.ts';
import {
  expectNothingLeft,
  findProcesses,
  planex,
  planexEnvironment,
  planexOk,
  waitForStatus,
} from '../../support/planex.ts';
import { waitUntil } from '../../support/program.ts';
import { makeRendezvous } from '../../support/rendezvous.ts';
import { makeFolder, makeRepository, type TestRepository } from '../../support/repository.ts';

/** A place for units of its own; no service manager of the machine is ever asked. */
function makePlace(): { env: NodeJS.ProcessEnv; units: string; config: string } {
  const config = join(makeFolder(), 'config');
  const env = {
    XDG_CONFIG_HOME: config,
    XDG_RUNTIME_DIR: makeFolder(),
    DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere',
  };
  return { env, units: join(config, 'systemd/user'), config };
}

function readUnit(units: string): { file: string; lines: string[] } {
  const [name = ''] = readdirSync(units);
  const file = join(units, name);
  return { file, lines: readFileSync(file, 'utf8').split('\n') };
}

/** Starts what a unit says as its manager would. */
function startUnit(repository: TestRepository, lines: readonly string[]): ReturnType<typeof spawn> {
  const value = (key: string): string =>
    lines.find((line) => line.startsWith(`${key}=`))?.slice(key.length + 1) ?? '';
  const [file = '', ...args] = [...value('ExecStart').matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, bare]) => quoted ?? bare ?? '',
  );
  const daemon = spawn(file, args, {
    cwd: value('WorkingDirectory'),
    env: planexEnvironment(repository),
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    await planex(repository, ['stop', '--now']);
    await expectNothingLeft(repository);
  });
  return daemon;
}

/** Sends KILL to all processes of a repository; returns how many there were. */
function killAll(repository: TestRepository): number {
  const pids = findProcesses(repository);
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
  return pids.length;
}

describe.runIf(process.platform === 'linux')('service', () => {
  it('installs a unit of its own for each repository, once, and leaves no trace of it', async () => {
    const { env, units, config } = makePlace();
    const repository = makeRepository();
    const other = makeRepository();
    for (const word of ['wrote', 'already there:']) {
      const { code, stdout, stderr } = await planex(repository, ['service', 'install'], { env });
      expect(code).toBe(1);
      expect(stdout).toContain(`${word} ${units}`);
      expect(stdout).toContain('loginctl enable-linger');
      expect(stderr).toContain('it could not be enabled: ');
      expect(stderr).toMatch(/^ {2}systemctl --user enable --now planex-/m);
    }
    await planex(other, ['service', 'install'], { env });
    expect(readdirSync(units)).toHaveLength(2);
    for (const place of [repository, other]) {
      expect((await planex(place, ['service', 'uninstall'], { env })).stdout).toContain('is removed');
    }
    expect(existsSync(config)).toBe(false);
    expect((await planex(other, ['service', 'uninstall'], { env })).stdout).toContain('was not installed');
  });

  it('says whether it is installed, and when it is stale', async () => {
    const { env, units } = makePlace();
    const repository = makeRepository();
    expect((await planex(repository, ['service', 'status'], { env })).stdout).toContain('is not installed');
    await planex(repository, ['service', 'install'], { env });
    const fresh = await planex(repository, ['service', 'status'], {
      env: { ...env, PATH: `${process.env['PATH']}:/more` },
    });
    expect(fresh.code).toBe(0);
    expect(fresh.stdout).toContain(' is installed: ');
    expect(fresh.stdout).toContain('cannot be told');
    const { file, lines } = readUnit(units);
    writeFileSync(file, lines.join('\n').replace('planex.js', 'gone.js'));
    const stale = await planex(repository, ['service', 'status'], { env });
    expect(stale).toMatchObject({ code: 1, stdout: expect.stringContaining('it is stale') });
    await planex(repository, ['service', 'install'], { env });
    expect((await planex(repository, ['service', 'status'], { env })).code).toBe(0);
  });

  it('what the unit starts recovers after it was cut off in the middle of a run', async () => {
    const { env, units } = makePlace();
    const repository = makeRepository();
    const meet = makeRendezvous();
    const count = `echo begun >> ${meet.place('begun')}`;
    writePlan(repository, 'a', [{ files: ['a.txt'], commands: [count, meet.await('go'), 'touch a.txt'] }]);
    await planex(repository, ['service', 'install'], { env });
    const { lines } = readUnit(units);
    const first = startUnit(repository, lines);
    await meet.receive('begun');
    const ended = once(first, 'exit');
    first.kill('SIGKILL');
    await ended;
    // A unit takes all of its processes with it.
    await waitUntil(() => killAll(repository) === 0, 'all are gone');

    const second = startUnit(repository, lines);
    await waitUntil(() => meet.read('begun') === 'begun\nbegun\n', 'the task runs again');
    meet.send('go');
    await waitForStatus(repository, ({ tasks }) => tasks[0]?.status === 'done');
    expect(repository.git('rev-list', '--count', 'HEAD')).toBe('2');
    const stopped = once(second, 'exit');
    second.kill('SIGTERM');
    expect(await stopped).toEqual([0, null]);
    await planexOk(repository, 'status');
  });

  it('takes no other word', async () => {
    const result = await planex(makeRepository(), ['service', 'enable']);
    expect(result).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('install, uninstall or status'),
    });
  });
});

it.runIf(process.platform === 'linux')(
  'a home folder that is none is said, and nothing is written anywhere',
  async () => {
    const repository = makeRepository();
    const { env } = makePlace();
    const ask = (what: string, HOME: string): ReturnType<typeof planex> =>
      planex(repository, ['service', what], { env: { ...env, HOME, XDG_CONFIG_HOME: undefined } });
    expect(await ask('status', '/dev/null')).toMatchObject({ stderr: expect.not.stringContaining('bug') });
    expect(await ask('install', '/dev/null')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/dev/null/.config/systemd/user'),
    });
    for (const home of ['', 'relative']) {
      expect(await ask('install', home)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining(`HOME is "${home}", which is no absolute path`),
      });
    }
    expect(repository.git('status', '--porcelain')).toBe('');
  },
);
