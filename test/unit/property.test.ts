import { expect, it } from 'vitest';
import { fc } from '../support/property.ts';

const fails = fc.property(fc.integer(), (number) => number < 50);

it('a property that does not hold says by which command it fails again', () => {
  const told = /seed: (-?\d+)[^]*again: FUZZ_SEED=(-?\d+) npx vitest run test\/unit\/property\.test\.ts$/;
  let message = '';
  try {
    fc.assert(fails);
  } catch (error) {
    message = String(error);
  }
  const [, drawn, again] = told.exec(message) ?? [];
  expect(message).toMatch(told);
  expect(again).toBe(drawn);
});

it('a property that holds says nothing', () => {
  expect(() => fc.assert(fc.property(fc.integer(), () => true))).not.toThrow();
});
