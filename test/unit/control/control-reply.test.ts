import { fc, it as property } from '../../support/property.ts';
import { describe, expect, it } from 'vitest';
import { readReply } from '../../../src/control/control-reply.ts';

describe('an answer of the daemon', () => {
  it.each([
    ['{"value":{"a":1}}', { value: { a: 1 } }],
    ['{}', { value: undefined }],
    ['{"error":{"message":"m"}}', { error: { message: 'm' } }],
    ['{"error":{"message":"m","operator":{}}}', { error: { message: 'm', operator: {} } }],
    [
      '{"error":{"message":"m","operator":{"where":"w","todo":"t","more":1}}}',
      { error: { message: 'm', operator: { where: 'w', todo: 't' } } },
    ],
    ['{"error":{"message":7}}', undefined],
    ['{"error":"no"}', undefined],
    ['"text"', undefined],
    ['null', undefined],
    ['{"value"', undefined],
    ['', undefined],
  ])('%s', (text, reply) => {
    expect(readReply(text)).toEqual(reply);
  });

  property.prop([fc.json()])('of any shape is read or refused', (text) => {
    expect(() => readReply(text)).not.toThrow();
  });
});
