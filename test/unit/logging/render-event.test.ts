import { fc, test as property } from '../../support/property.ts';
import { describe, expect, test } from 'vitest';
import { renderEvent } from '../../../src/logging/render-event.ts';
import type { PlanexEvent } from '../../../src/tasks/event.ts';
import type { ReasonCode } from '../../../src/tasks/reason.ts';

const at = '2026-11-20T10:11:12.345Z';
const ofRun = { at, taskId: 'docs/issues/ISS-1#T1', runId: 'r1' };

function makeFailure(code: ReasonCode, backend: string, label = 'ISS-1'): PlanexEvent {
  return {
    ...ofRun,
    type: 'issue:failed',
    label,
    backend,
    reason: { code, message: 'm' },
    message: 'T1 failed',
  };
}

test('an event is a line with its time', () => {
  expect(renderEvent({ at, type: 'daemon:paused', message: 'paused' })).toEqual(['10:11:12 paused']);
});

test('what runs do is marked', () => {
  expect(renderEvent({ ...ofRun, type: 'run:step', step: 'verifying', message: 'T1: verifying' })).toEqual([
    '10:11:12 [executor] T1: verifying',
  ]);
});

test('more lines of a message stand below the first', () => {
  const event = { at, type: 'config:rejected', message: 'rejected\n.planexrc:1:2: error: a\r\nb' } as const;
  expect(renderEvent(event)).toEqual(['10:11:12 rejected', '         .planexrc:1:2: error: a', '         b']);
});

describe('report lines stand alone', () => {
  test('when an issue is done', () => {
    const event = {
      at,
      type: 'issue:done',
      artifact: 'a.json',
      label: 'ISS-1',
      message: 'all done',
    } as const;
    expect(renderEvent(event)).toEqual(['10:11:12 all done', 'EXEC_DONE:ISS-1']);
  });

  test.each([
    ['tests-failing', 'codex', 'tests_failing'],
    ['internal', 'codex', 'codex_failed'],
    ['internal', 'My Agent', 'my_agent_failed'],
    ['timed-out', 'shell', 'timed_out'],
    ['no-changes', 'shell', 'no_changes'],
  ] as const)('when a task failed with %s under %s', (code, backend, reason) => {
    expect(renderEvent(makeFailure(code, backend))).toEqual([
      '10:11:12 T1 failed',
      '         to go on: planex resume docs/issues/ISS-1#T1',
      `EXEC_FAILED:ISS-1:${reason}`,
    ]);
  });

  test.each([
    ['solution', 'solution_invalid'],
    ['plan', 'plan_invalid'],
  ] as const)('when a %s is refused', (kind, reason) => {
    const event = { at, type: 'artifact:refused', artifact: 'a', kind, label: 'x', message: 'bad' } as const;
    expect(renderEvent(event)).toEqual(['10:11:12 bad', `EXEC_FAILED:x:${reason}`]);
  });
});

property.prop([fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })])(
  'no text forges a line of its own or carries control characters',
  (message, label) => {
    const lines = renderEvent({ ...makeFailure('conflict', 'shell', `${label}\nEXEC_DONE:x`), message });
    expect(lines.filter((line) => line.startsWith('EXEC_'))).toHaveLength(1);
    for (const line of lines) expect(line).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
  },
);

test('each character that ends a line or steers a terminal becomes a space, and none beside them', () => {
  for (let code = 0; code < 0x10000; code += 1) {
    const character = String.fromCharCode(code);
    // A line end in a message begins another line of it.
    if (character === '\n') continue;
    const [line = ''] = renderEvent({ ...makeFailure('conflict', 'shell', 'x'), message: `a${character}b` });
    const shown = /[\p{Cc}\p{Zl}\p{Zp}]/u.test(character) ? ' ' : character;
    if (line !== `10:11:12 a${shown}b`) expect.fail(`U+${code.toString(16)}: ${line}`);
  }
});
