import { expect, it } from 'vitest';
import { carryAll, carryRecord, listCarried, type Renaming } from '../../../src/tasks/carry-records.ts';
import { findInstantAfter, followDepartures } from '../../../src/tasks/departures.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const BEFORE = '2026-11-20T09:00:00.000Z';
const AT = '2026-11-20T10:00:00.000Z';
const LATER = '2026-11-20T11:00:00.000Z';

const record = (path: string, attempts: number): ArtifactRecord =>
  artifactRecordSchema.parse({ version: 1, path, tasks: { 1: { attempts } } });

function swapped(): { records: Map<string, ArtifactRecord>; renaming: Renaming } {
  const [a, b] = [record('a.md', 1), record('b.md', 2)];
  const moves = [
    { path: 'b.md', former: a, left: 'another' as const },
    { path: 'a.md', former: b, left: 'another' as const },
  ];
  return { records: new Map([a, b].map((one) => [one.path, one])), renaming: { at: AT, moves } };
}

it('records that change places come through whichever of them is written first, also twice', () => {
  const { records, renaming } = swapped();
  const whole = carryAll(records, renaming);
  expect([whole.get('a.md'), whole.get('b.md')].map((one) => one?.tasks['1']?.attempts)).toEqual([2, 1]);
  for (const first of listCarried(renaming)) {
    const half = new Map(records).set(first, carryRecord(first, records.get(first), renaming));
    expect(carryAll(half, renaming)).toEqual(whole);
    expect(carryAll(carryAll(half, renaming), renaming)).toEqual(whole);
  }
});

it('a name that is taken begins with nothing but where the one before has gone', () => {
  const former = record('a.md', 1);
  const renaming: Renaming = { at: AT, moves: [{ path: 'c.md', former, left: 'another' }] };
  const all = carryAll(new Map([['a.md', former]]), renaming);
  expect(all.get('a.md')).toEqual({
    ...artifactRecordSchema.parse({ version: 1, path: 'a.md' }),
    leftFor: [{ path: 'c.md', at: AT }],
  });
  expect(all.get('c.md')).toMatchObject({ formerly: ['a.md'], tasks: { 1: { attempts: 1 } } });
});

it('a record that comes to a name from which another has gone takes nothing of that over', () => {
  const gone = { ...record('a.md', 1), movedTo: { path: 'b.md', at: BEFORE }, takenBack: true };
  const former = record('c.md', 3);
  const renaming: Renaming = { at: AT, moves: [{ path: 'a.md', former, left: 'nothing' }] };
  const all = carryAll(new Map([['a.md', gone]]), renaming);
  expect(all.get('a.md')).toMatchObject({ tasks: { 1: { attempts: 3 } }, leftFor: [gone.movedTo] });
  expect(all.get('a.md')?.takenBack).toBeUndefined();
  expect(all.get('c.md')?.movedTo).toEqual({ path: 'a.md', at: AT });
});

it('a record that comes to the name of one that was removed keeps the rule that approved it', () => {
  const removed = {
    ...record('a.md', 1),
    takenBack: true,
    admitted: [{ digest: 'd', how: 'local', at: BEFORE }],
  };
  const rule = { name: 'docs', paths: ['docs/**'], backends: ['shell'], files: 3 };
  const approvals = [{ meaning: 'm', how: 'rule', at: BEFORE }];
  const former = artifactRecordSchema.parse({ version: 1, path: 'c.md', approvals, rule });
  const renaming: Renaming = { at: AT, moves: [{ path: 'a.md', former, left: 'nothing' }] };
  const all = carryAll(new Map([['a.md', artifactRecordSchema.parse(removed)]]), renaming);
  expect(all.get('a.md')).toMatchObject({ approvals, rule: former.rule, admitted: [], tasks: {} });
  expect(all.get('a.md')?.takenBack).toBeUndefined();
});

it('an artifact is found again by when it stood at a path', async () => {
  const { records, renaming } = swapped();
  const all = carryAll(records, renaming);
  const find = (path: string, at: string) => followDepartures(path, at, (name) => all.get(name));
  expect(await find('a.md', BEFORE)).toBe('b.md');
  expect(await find('b.md', BEFORE)).toBe('a.md');
  expect(await find('a.md', LATER)).toBe('a.md');
  const moves = [{ path: 'a.md', former: all.get('b.md') ?? record('b.md', 0), left: 'nothing' as const }];
  const back = carryAll(all, { at: LATER, moves });
  expect(await followDepartures('a.md', BEFORE, (name) => back.get(name))).toBe('a.md');
});

it.each([
  [[], LATER],
  [[BEFORE, AT], LATER],
  [[LATER, AT], '2026-11-20T11:00:00.001Z'],
])('an instant after %j is later than all of them, whatever the clock says', (known, instant) => {
  expect(findInstantAfter(known, LATER)).toBe(instant);
});
