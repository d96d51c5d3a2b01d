import { describe, expect, test } from 'vitest';
import { parsePsLine } from '../../../src/executors/process-table.ts';

describe('parsePsLine', () => {
  test('reads the columns of ps', () => {
    expect(parsePsLine('  812     1   812 Ss   Fri Nov 20 09:05:01 2026    ')).toEqual([
      {
        pid: 812,
        parent: 1,
        group: 812,
        session: 812,
        startTime: 'Fri Nov 20 09:05:01 2026',
        isKernel: false,
      },
    ]);
  });

  test.each(['', 'PID PPID', '  813   812   812 Z+   Fri Nov 20 09:05:02 2026'])('leaves out %j', (line) => {
    expect(parsePsLine(line)).toEqual([]);
  });
});
