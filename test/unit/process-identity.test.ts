import { describe, expect, test } from 'vitest';
import { isSameProcess, parseStat, readBootId, readProcessStart } from '../../src/process-identity.ts';

function statLine(name: string, state = 'S'): string {
  const fields = Array.from({ length: 52 - 3 }, (_, index) => String(index + 4));
  return `4321 (${name}) ${state} ${fields.join(' ')}\n`;
}

describe('parseStat', () => {
  test.each(['node', 'my tool', '(sd-pam)', 'a) R 1 2 3 (b', ''])(
    'reads the fields after the name %j',
    (name) => {
      expect(parseStat(statLine(name))).toEqual({
        ended: false,
        stopped: false,
        isKernel: false,
        parent: 4,
        group: 5,
        session: 6,
        startTime: '22',
      });
    },
  );

  test.each(['Z', 'X'])('a process in state %s has ended', (state) => {
    expect(parseStat(statLine('node', state))?.ended).toBe(true);
  });

  test.each(['T', 't'])('a process in state %s stands still', (state) => {
    expect(parseStat(statLine('node', state))).toMatchObject({ stopped: true, ended: false });
  });

  test('a line that is cut short says nothing', () => {
    expect(parseStat('4321 (node) S 1 2')).toBeUndefined();
  });
});

describe('isSameProcess', () => {
  const self = { pid: process.pid, startTime: readProcessStart(process.pid) ?? '', bootId: readBootId() };

  test('this process is itself', () => {
    expect(self.startTime).not.toBe('');
    expect(isSameProcess(self)).toBe(true);
    expect(isSameProcess({ pid: self.pid, startTime: self.startTime })).toBe(true);
  });

  test.each([
    ['another start', { startTime: '1' }],
    ['another boot', { bootId: 'earlier' }],
    ['no such pid', { pid: 2 ** 30 }],
  ])('is not the same: %s', (_, change) => {
    expect(isSameProcess({ ...self, ...change })).toBe(false);
  });
});
