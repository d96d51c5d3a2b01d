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
  const before = record({ path: 'b.md', leftFor: [{ path: 'c.md', at: '2026-11-19T00:00:00Z' }] });
  const former = record({
    admitted: admitted('admitted'),
    rejected,
    takenBack: true,
    ownEdit: { from: 'one', to: 'other' },
    tasks: { 1: { attempts: 2 } },
  });
  const now = takeOverRecord(before, former);
  expect(now).toMatchObject({
    path: 'b.md',
    admitted: [],
    rejected,
    takenBack: true,
    knownBytes: ['admitted', 'rejected'],
    formerly: ['a.md'],
    formerlyAdmitted: ['admitted'],
    leftFor: before.leftFor,
    tasks: { 1: { attempts: 2 } },
  });
  expect(now.ownEdit).toBeUndefined();
});

it('done twice it changes nothing more, and landings of both stay', () => {
  const before = record({ tasks: { 1: { landed: [landing('mine')] } } });
  const former = record({ tasks: { 1: { landed: [landing('theirs')] } } });
  const once = takeOverRecord(before, former);
  expect(takeOverRecord(once, former)).toEqual(once);
  expect(once.tasks['1']?.landed.map(({ commit }) => commit)).toEqual(['mine', 'theirs']);
});

it('of what was said under the name before nothing stays', () => {
  const said = { rejected, takenBack: true, damaged: 'kept', proposed: true, tasks: { 2: { attempts: 1 } } };
  const approvals = [{ meaning: 'm', how: 'rule', at: '2026-11-20T00:00:00Z' }];
  const now = takeOverRecord(record({ ...said, path: 'b.md' }), record({ approvals }));
  expect(now).toEqual(
    record({ path: 'b.md', approvals, formerly: ['a.md'], formerlyAdmitted: [], knownBytes: [] }),
  );
});

it('what was admitted is so again under its name, unless that was taken back under another', () => {
  const before = record({
    path: 'b.md',
    admitted: [...admitted('first'), ...admitted('gone')],
    formerlyAdmitted: ['older'],
  });
  const now = takeOverRecord(
    before,
    record({ admitted: admitted('theirs'), formerlyAdmitted: ['first', 'second'] }),
  );
  expect(now.admitted).toEqual(admitted('first'));
  expect(now.formerlyAdmitted).toEqual(['first', 'second', 'theirs']);
  const revoked = takeOverRecord(before, record({ admitted: [], proposed: true }));
  expect(revoked).toMatchObject({ admitted: [], formerlyAdmitted: [], proposed: true });
});
