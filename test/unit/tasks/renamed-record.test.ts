import { expect, it } from 'vitest';
import { hadBytesLast, remembersBytes, takeOverRecord } from '../../../src/tasks/renamed-record.ts';
import { type ArtifactRecord, artifactRecordSchema } from '../../../src/tasks/task-record.ts';

const record = (said: Record<string, unknown> = {}): ArtifactRecord =>
  artifactRecordSchema.parse({ version: 1, path: 'a.md', ...said });
const admitted = (digest: string): ArtifactRecord['admitted'] => [
  { digest, how: 'local', at: '2026-11-20T00:00:00Z' },
];
const rejected = { digest: 'rejected', at: '2026-11-20T00:00:00Z' };
const landing = (commit: string) => ({ digest: 'd', commit, run: commit });

it('is known under another name by the bytes that it had last, and remembers all that were admitted', () => {
  const [first] = admitted('first');
  if (first === undefined) throw new Error('an admission');
  const one = record({ admitted: [first, ...admitted('last')], rejected, knownBytes: ['before'] });
  const all = ['first', 'last', 'rejected', 'before', 'others'];
  expect(all.filter((digest) => hadBytesLast(one, digest))).toEqual(['last', 'rejected']);
  expect(all.filter((digest) => remembersBytes(one, digest))).toEqual(['first', 'last', 'rejected']);
  const revoked = record({ knownBytes: ['before'] });
  expect(all.filter((digest) => hadBytesLast(revoked, digest))).toEqual(['before']);
});

it('takes over what was said and done, and not what was admitted or where it was', () => {
  const now = record({ path: 'b.md', movedTo: { path: 'a.md', at: '2026-11-20T00:00:00Z' } });
  takeOverRecord(
    now,
    record({ admitted: admitted('admitted'), rejected, takenBack: true, tasks: { 1: { attempts: 2 } } }),
  );
  expect(now).toMatchObject({
    path: 'b.md',
    admitted: [],
    rejected,
    takenBack: true,
    knownBytes: ['admitted', 'rejected'],
    formerly: ['a.md'],
    formerlyAdmitted: ['admitted'],
    tasks: { 1: { attempts: 2 } },
  });
  expect(now.movedTo).toBeUndefined();
});

it('done twice it changes nothing more, and landings of both stay', () => {
  const now = record({ tasks: { 1: { landed: [landing('mine')] } } });
  const former = record({ tasks: { 1: { landed: [landing('theirs')] } } });
  takeOverRecord(now, former);
  const once = structuredClone(now);
  takeOverRecord(now, former);
  expect(now).toEqual(once);
  expect(now.tasks['1']?.landed.map(({ commit }) => commit)).toEqual(['mine', 'theirs']);
});

it('under a name that another artifact had, only what holds it is taken over from the whole', () => {
  const now = record({ tasks: { 1: {} }, unreported: true, proposed: true });
  takeOverRecord(now, record({ rejected, stopped: true, unreported: false, grants: [] }));
  expect(now).toMatchObject({ rejected, stopped: true, unreported: true, proposed: true });
  expect(now.grants).toBeUndefined();
});

it('what was admitted stays so under its name, unless that was taken back since', () => {
  const now = record({ path: 'b.md', admitted: admitted('mine'), formerlyAdmitted: ['first'] });
  takeOverRecord(now, record({ admitted: admitted('theirs'), formerlyAdmitted: ['first', 'second'] }));
  expect(now.admitted).toEqual(admitted('mine'));
  expect(now.formerlyAdmitted).toEqual(['first', 'second', 'theirs']);
  takeOverRecord(now, record({ admitted: [], proposed: true }));
  expect(now).toMatchObject({ admitted: [], formerlyAdmitted: [], proposed: true });
});
