import { expect, it } from 'vitest';
import { findTask } from '../../../src/daemon/look/find-task.ts';
import { makeFacts, makeTask, makeWorld } from '../../support/world.ts';

const ids = [
  'docs/plans/2026-11-20-login#1',
  'docs/plans/2026-11-20-login#2',
  'docs/plans/2026-11-21-login#2',
  'docs/issues/ISS-1#T1',
];
const broken = {
  path: 'docs/plans/2026-11-22-broken.md',
  diagnostics: [{ severity: 'error', rule: 'x', message: 'x' }],
} as const;
const look = {
  observation: {
    world: makeWorld(ids.map((id) => makeFacts(makeTask('1', { id })))),
    entries: [{ path: 'docs/plans/2026-11-20-login.md', diagnostics: [] }, broken],
  },
};

it.each([
  ['docs/plans/2026-11-20-login#1', ids[0]],
  ['2026-11-20-login#2', ids[1]],
  ['login#1', ids[0]],
  ['T1', ids[3]],
  ['ISS-1#T1', ids[3]],
])('%s means %s', (wanted, id) => {
  expect(findTask(look, wanted).task.id).toBe(id);
});

it.each([
  ['login#2', /any of 2 tasks/],
  ['nowhere#1', /no task "nowhere#1"/],
  ['ogin#1', /no task/],
  ['', /no task/],
  ['broken#1', /^docs\/plans\/2026-11-22-broken\.md has errors, so its tasks are not known/],
  ['docs/plans/2026-11-22-broken#3', /has errors/],
  ['roken#1', /no task/],
])('%j is refused with what it could have been', (wanted, message) => {
  expect(() => findTask(look, wanted)).toThrow(message);
});
