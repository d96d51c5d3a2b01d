import { chmodSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { prepareSocketPath } from '../../../src/control/socket-path.ts';
import { makeFolder } from '../../support/repository.ts';

const SHARED = `/tmp/planex-${process.getuid?.()}`;

/** It stays when the test ends: a planex beside it, that of the demonstration too, may be about to listen in it. */
function useSharedFolder(): void {
  vi.stubEnv('XDG_RUNTIME_DIR', undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
}

test("the socket lies in a folder of the user's own in the runtime folder", () => {
  const runtime = join(makeFolder(), 'run');
  expect(prepareSocketPath('0123456789abcdef', runtime)).toBe(join(runtime, 'planex/0123456789abcdef.sock'));
  expect(statSync(join(runtime, 'planex')).mode & 0o777).toBe(0o700);
});

test('a folder of the user that is open to others is closed', () => {
  const runtime = makeFolder();
  mkdirSync(join(runtime, 'planex'));
  chmodSync(join(runtime, 'planex'), 0o755);
  prepareSocketPath('a', runtime);
  expect(statSync(join(runtime, 'planex')).mode & 0o777).toBe(0o700);
});

test.each([
  ['there is no runtime folder', (): undefined => undefined],
  ['it is no absolute path', () => 'run'],
  ['its path is too long for a socket', () => join(makeFolder(), 'x'.repeat(100))],
  [
    'a link stands in its place',
    () => {
      const runtime = makeFolder();
      symlinkSync(makeFolder(), join(runtime, 'planex'));
      return runtime;
    },
  ],
  [
    'a file stands in its place',
    () => {
      const runtime = makeFolder();
      writeFileSync(join(runtime, 'planex'), '');
      return runtime;
    },
  ],
])('the shared temporary folder serves when %s', (_, makeRuntime) => {
  useSharedFolder();
  expect(prepareSocketPath('0123456789abcdef', makeRuntime())).toBe(`${SHARED}/0123456789abcdef.sock`);
  expect(statSync(SHARED).mode & 0o777).toBe(0o700);
});

test('without any folder that serves, the operator is told why and what to do', () => {
  useSharedFolder();
  const id = 'x'.repeat(100);
  expect(() => prepareSocketPath(id, makeFolder())).toThrow(/too long a path; .*too long a path/);
});
