import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readBootId, readProcessStart } from '../../../src/process-identity.ts';
import {
  acquireInstanceLock,
  type InstanceLock,
  readInstanceLock,
  withStoreLock,
} from '../../../src/state/instance-lock.ts';
import { makeFolder } from '../../support/repository.ts';
import { breakReading, canBreakReading } from '../../support/unreadable.ts';
import { bundleProgram, type Driver, startDriver } from './driver.ts';

const DAEMON = { role: 'daemon', version: '1.2.3', socket: '/run/a.sock' } as const;

/** Tries for the lock at each line it is told and says how that went; keeps what it gets. */
const CONTENDER = `
  import { createInterface } from 'node:readline';
  import { acquireInstanceLock } from './instance-lock.ts';
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const attempt = await acquireInstanceLock(process.argv[2], { role: line, version: '1' }, 0).catch((error) => error);
    console.log(attempt instanceof Error ? attempt.message : attempt.kind);
  }
`;

async function startContenders(
  folder: string,
  count: number,
  env: Record<string, string> = {},
): Promise<Driver[]> {
  const program = await bundleProgram(makeFolder(), CONTENDER);
  const drivers = Array.from({ length: count }, () => startDriver(program, [folder], env));
  for (const driver of drivers) expect(await driver.nextLine()).toBe('ready');
  return drivers;
}

async function contend(drivers: Driver[]): Promise<(string | undefined)[]> {
  for (const driver of drivers) driver.tell('daemon');
  return Promise.all(drivers.map((driver) => driver.nextLine()));
}

async function end(driver: Driver | undefined): Promise<void> {
  driver?.child.kill('SIGKILL');
  await driver?.ended;
}

async function acquire(folder: string): Promise<InstanceLock> {
  const attempt = await acquireInstanceLock(folder, DAEMON);
  if (attempt.kind === 'held') throw new Error(`held by ${attempt.holder.pid}`);
  return attempt.lock;
}

test('a lock that is free is taken, named, held against a second one and given back', async () => {
  const folder = join(makeFolder(), 'records');
  const lock = await acquire(folder);
  expect(readInstanceLock(folder)).toMatchObject({ ...DAEMON, pid: process.pid, bootId: readBootId() });
  expect(lock.isStillHeld()).toBe(true);
  expect(await acquireInstanceLock(folder, DAEMON)).toMatchObject({
    kind: 'held',
    holder: { pid: process.pid },
  });
  lock.release();
  lock.release();
  expect(readInstanceLock(folder)).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('a holder knows when its lock was removed by hand, and does not release the next one', async () => {
  const folder = makeFolder();
  const first = await acquire(folder);
  rmSync(join(folder, 'daemon.lock'));
  expect(first.isStillHeld()).toBe(false);
  const second = await acquire(folder);
  first.release();
  expect(second.isStillHeld()).toBe(true);
  second.release();
});

test.runIf(canBreakReading)(
  'a lock that cannot be read is still held, and one that is gone then is not',
  async () => {
    const folder = makeFolder();
    const path = join(folder, 'daemon.lock');
    const lock = await acquire(folder);
    const mend = breakReading(path);
    expect(() => readInstanceLock(folder)).toThrow('EIO');
    expect(lock.isStillHeld()).toBe(true);
    lock.release();
    mend();
    expect(lock.isStillHeld()).toBe(true);
    rmSync(path);
    expect(lock.isStillHeld()).toBe(false);
  },
);

test('of twenty processes exactly one gets the lock, also over the lock of one that was killed, again and again', async () => {
  const folder = makeFolder();
  let drivers = await startContenders(folder, 20);
  for (let round = 0; round < 8; round += 1) {
    const answers = await contend(drivers);
    expect(answers.filter((answer) => answer === 'acquired')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(drivers.length - 1);
    const winner = drivers[answers.indexOf('acquired')];
    expect(readInstanceLock(folder)?.pid).toBe(winner?.child.pid);
    await end(winner);
    expect(readInstanceLock(folder)).toBeUndefined();
    drivers = drivers.filter((driver) => driver !== winner);
  }
});

test.each(['lock-succession:named', 'lock-succession:renamed'])(
  'a process killed at %s while it takes over blocks nobody',
  async (point) => {
    const folder = makeFolder();
    const [first] = await startContenders(folder, 1);
    expect(await contend(first === undefined ? [] : [first])).toEqual(['acquired']);
    await end(first);
    for (const doomed of await startContenders(folder, 2, { PLANEX_FAULT_POINT: point })) {
      doomed.tell('daemon');
      expect((await doomed.ended).signal).toBe('SIGKILL');
    }
    const answers = await contend(await startContenders(folder, 5));
    expect(answers.filter((answer) => answer === 'acquired')).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['daemon.lock']);
  },
);

test('a holder that is merely stopped keeps the lock', async () => {
  const folder = makeFolder();
  const drivers = await startContenders(folder, 1);
  expect(await contend(drivers)).toEqual(['acquired']);
  drivers[0]?.child.kill('SIGSTOP');
  expect(await acquireInstanceLock(folder, DAEMON)).toMatchObject({
    kind: 'held',
    holder: { pid: drivers[0]?.child.pid },
  });
});

test.each([
  ['start time', { startTime: '1' }],
  ['boot', { bootId: 'another' }],
])('a living process with the pid but another %s is not the holder', async (_, difference) => {
  const folder = makeFolder();
  const holder = {
    ...DAEMON,
    pid: process.ppid,
    startTime: readProcessStart(process.ppid),
    bootId: readBootId(),
    since: new Date().toISOString(),
    token: 'old',
  };
  const path = join(folder, 'daemon.lock');
  writeFileSync(path, JSON.stringify(holder));
  expect(readInstanceLock(folder)?.pid).toBe(process.ppid);
  writeFileSync(path, JSON.stringify({ ...holder, ...difference }));
  expect(readInstanceLock(folder)).toBeUndefined();
  const lock = await acquire(folder);
  expect(readInstanceLock(folder)?.pid).toBe(process.pid);
  lock.release();
});

test.each([
  ['an empty', ''],
  ['a garbled', '{"pid": 1'],
])(
  '%s lock file that nobody has open is kept aside, said, and taken over by exactly one',
  async (_, text) => {
    const folder = makeFolder();
    writeFileSync(join(folder, 'daemon.lock'), text);
    const answers = await contend(await startContenders(folder, 5));
    expect(answers.filter((answer) => answer === 'acquired')).toHaveLength(1);
    expect(answers.filter((answer) => answer === 'held')).toHaveLength(4);
    const [kept] = readdirSync(join(folder, 'quarantine'));
    expect(readFileSync(join(folder, 'quarantine', kept ?? ''), 'utf8')).toBe(text);

    rmSync(join(folder, 'daemon.lock'));
    writeFileSync(join(folder, 'daemon.lock'), text);
    const lock = await acquire(folder);
    expect(existsSync(lock.replacedSpoilt ?? '')).toBe(true);
    lock.release();
  },
);

test.runIf(process.platform === 'linux')(
  'a damaged lock file whose holder lives is not taken over',
  async () => {
    const folder = makeFolder();
    const drivers = await startContenders(folder, 1);
    expect(await contend(drivers)).toEqual(['acquired']);
    truncateSync(join(folder, 'daemon.lock'));
    await expect(acquireInstanceLock(folder, DAEMON)).rejects.toMatchObject({
      name: 'OperatorError',
      message: expect.stringContaining(`process ${drivers[0]?.child.pid} still holds it`),
    });
    await end(drivers[0]);
    (await acquire(folder)).release();
  },
);

test('something at the place of the lock that cannot be read is an error', async () => {
  const folder = makeFolder();
  mkdirSync(join(folder, 'daemon.lock'));
  await expect(acquireInstanceLock(folder, DAEMON)).rejects.toThrow(
    'A folder stands where planex keeps its lock.',
  );
});

test('commands wait for each other, and a daemon for a command', async () => {
  const folder = makeFolder();
  const order: string[] = [];
  const change = (name: string): Promise<unknown> =>
    withStoreLock(folder, '1', async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    });
  await Promise.all([change('first'), change('second'), acquire(folder).then((lock) => lock.release())]);
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends']);
});

test('a command learns who holds the lock, and gives it back when it fails', async () => {
  const folder = makeFolder();
  const lock = await acquire(folder);
  expect(await withStoreLock(folder, '1', async () => 'done')).toMatchObject({
    kind: 'held',
    holder: { socket: DAEMON.socket },
  });
  lock.release();
  await expect(withStoreLock(folder, '1', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withStoreLock(folder, '1', async () => 'done')).toEqual({ kind: 'done', value: 'done' });
});

test('nobody waits for a daemon, however patient', async () => {
  const folder = makeFolder();
  const lock = await acquire(folder);
  const info = { role: 'command', version: '1' } as const;
  expect(await acquireInstanceLock(folder, info, Number.POSITIVE_INFINITY)).toMatchObject({ kind: 'held' });
  lock.release();
});
