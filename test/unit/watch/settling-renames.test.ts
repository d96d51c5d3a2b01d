import { describe, expect } from 'vitest';
import { makeSettling } from '../../../src/watch/settling.ts';
import { fc, test } from '../../support/property.ts';

const SETTLE_MS = 100;

interface Step {
  act: 'move' | 'swap' | 'edit' | 'delete';
  from: number;
  to: number;
  /** Milliseconds until the next step. */
  pause: number;
}

const place = fc.nat({ max: 99 });
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.oneof(
    { weight: 5, arbitrary: fc.constant('move' as const) },
    { weight: 1, arbitrary: fc.constantFrom('swap' as const, 'edit' as const, 'delete' as const) },
  ),
  from: place,
  to: place,
  pause: fc.oneof(fc.constantFrom(0, 99, 100, 101, 130), fc.nat({ max: 150 })),
});

/** Files of which each has bytes of its own, seen through a settling by a clock that is moved by hand. */
function start(ending: string) {
  const names = ['a', 'b', 'c', 't', 'u'].map((name) => `${name}.${ending}`);
  const settling = makeSettling(SETTLE_MS);
  const files = new Map(names.slice(0, 3).map((name, index) => [name, { bytes: index, signature: index }]));
  let changes = 100;
  const change = (bytes?: number) => ({ bytes: bytes ?? ++changes, signature: ++changes });

  const take = ({ act, from, to }: Step): void => {
    const taken = [...files.keys()].sort();
    const old = taken[from % taken.length];
    const free = names.filter((name) => !files.has(name));
    const chosen = act === 'swap' ? taken[to % taken.length] : free[to % free.length];
    if (old === undefined || chosen === undefined) return;
    const bytes = files.get(old)?.bytes;
    const others = files.get(chosen)?.bytes;
    if (act === 'edit') files.set(old, change());
    else if (act === 'swap') files.set(old, change(others)).set(chosen, change(bytes));
    else files.delete(old);
    if (act === 'move') files.set(chosen, change(bytes));
  };
  const onDisk = (): string[] => [...files].map(([path, { bytes }]) => `${path} ${bytes}`).sort();
  const look = (now: number): string[] => {
    const scanned = [...files].map(([path, { signature }]) => ({
      path,
      signature: String(signature),
      restedMs: 60_000,
    }));
    settling.observe({ files: scanned, folders: new Map(), problems: [] }, now);
    for (const file of settling.listDue(now)) {
      const digest = String(files.get(file.path)?.bytes);
      settling.accept(file, { kind: 'read', path: file.path, bytes: Buffer.from(digest), digest }, now);
    }
    return settling.list().map((file) => `${file.path} ${file.kind === 'read' ? file.digest : file.kind}`);
  };
  return { files, change, take, look, onDisk, nextDueMs: (now: number) => settling.nextDueMs(now) };
}

describe.each(['md', 'json'])('%s', (ending) => {
  test.prop(
    [
      fc.array(step, { minLength: 1, maxLength: 12 }),
      fc.infiniteStream(fc.nat({ max: 3 })),
      fc.infiniteStream(fc.boolean()),
    ],
    {
      numRuns: 1_000,
    },
  )('what is renamed is never seen twice, and in the end what is seen is there', (steps, late, looks) => {
    const scene = start(ending);
    const see = (now: number): string[] => {
      const seen = scene.look(now);
      const bytes = seen.map((line) => line.split(' ')[1]);
      expect(new Set(bytes).size, seen.join(', ')).toBe(bytes.length);
      return seen;
    };
    expect(see(0)).toEqual(scene.onDisk());
    let now = 5_000;
    const wakeBefore = (end: number): void => {
      for (let due = scene.nextDueMs(now); due !== undefined; due = scene.nextDueMs(now)) {
        const wake = now + due + (late.next().value ?? 0);
        if (wake >= end) return;
        now = wake;
        see(now);
      }
    };
    for (const taken of steps) {
      scene.take(taken);
      if (looks.next().value === true) see(now);
      const end = now + taken.pause;
      wakeBefore(end);
      now = Math.max(now, end);
    }
    see(now);
    wakeBefore(now + 10_000);
    expect(scene.nextDueMs(now)).toBeUndefined();
    expect(see(now)).toEqual(scene.onDisk());
  });

  test('a file that is touched all the time keeps a copy of it waiting for ten settle times', () => {
    const scene = start(ending);
    scene.look(0);
    scene.files.set(`t.${ending}`, scene.change(0));
    const seenAt = (now: number): boolean => {
      scene.files.set(`a.${ending}`, scene.change(0));
      return scene.look(now).includes(`t.${ending} 0`);
    };
    const instants = Array.from({ length: 30 }, (_, index) => 5_000 + index * 50);
    expect(instants.find(seenAt)).toBe(6_000);
  });

  test('both are seen when a copy has settled', () => {
    const scene = start(ending);
    scene.look(0);
    scene.files.set(`t.${ending}`, scene.change(0));
    scene.look(5_000);
    expect(scene.look(5_100)).toEqual(scene.onDisk());
  });
});
