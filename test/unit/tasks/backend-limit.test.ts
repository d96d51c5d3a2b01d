import { expect, it } from 'vitest';
import { findLimitHold, limitAfter, listOnProbation } from '../../../src/tasks/backend-limit.ts';

const nowMs = Date.parse('2026-11-20T12:00:00Z');
const at = '2026-11-20T11:59:00.000Z';

it('no limit, no hold', () => {
  expect(findLimitHold('codex', undefined, nowMs, true)).toBeUndefined();
});

it('holds until the instant that the backend named', () => {
  const limit = limitAfter(undefined, { at, resetAt: '2026-11-20T14:00:00.000Z' });
  expect(findLimitHold('codex', limit, nowMs, false)).toMatchObject({
    code: 'rate-limited',
    until: '2026-11-20T14:00:00.000Z',
  });
});

it('afterwards one call goes first, and the others wait for it', () => {
  const limit = limitAfter(undefined, { at, resetAt: '2026-11-20T11:59:30.000Z' });
  expect(findLimitHold('codex', limit, nowMs, false)).toBeUndefined();
  expect(findLimitHold('codex', limit, nowMs, true)).toMatchObject({ code: 'rate-limited' });
  expect(listOnProbation({ backends: { codex: { limit }, claude: {} } }, nowMs)).toEqual(new Set(['codex']));
});

it('an instant that has passed already is not believed', () => {
  const limit = limitAfter(undefined, { at, resetAt: '2026-11-20T10:00:00.000Z' });
  expect(limit).toMatchObject({ told: false, until: '2026-11-20T12:00:00.000Z' });
});

it('waits double up to an hour', () => {
  let limit = limitAfter(undefined, { at });
  for (let hits = 1; hits < 12; hits += 1) limit = limitAfter(limit, { at });
  expect(Date.parse(limit.until) - Date.parse(at)).toBe(60 * 60_000);
  expect(limit.hits).toBe(12);
});

it('a backend that names the next second each time is asked more and more seldom', () => {
  let limit = limitAfter(undefined, { at, resetAt: '2026-11-20T11:59:01.000Z' });
  expect(limit.until).toBe('2026-11-20T11:59:01.000Z');
  for (let hits = 1; hits < 7; hits += 1)
    limit = limitAfter(limit, { at, resetAt: '2026-11-20T11:59:01.000Z' });
  expect(Date.parse(limit.until) - Date.parse(at)).toBe(64_000);
});
