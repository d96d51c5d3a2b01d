import { durationSchema as duration, toMs } from '../duration.ts';
import { z } from '../schema.ts';

/** `notify` of `.planexrc`. */
export const notifySchema = z
  .strictObject({
    command: z
      .array(z.string())
      .min(1, 'expected a program and its arguments')
      .exactOptional()
      .describe('Program and arguments, run without a shell; gets the event as JSON on standard input.'),
    webhook: z
      .string()
      .regex(/^https?:\/\/[^\s/]/, 'expected an address that begins with https:// or http://')
      .exactOptional()
      .describe('Address that the event is sent to as JSON (POST).'),
    timeout: duration('10m').default('30s').describe('Longest time that telling may take.'),
  })
  .transform(({ timeout, ...rest }) => ({ ...rest, timeoutMs: toMs(timeout) }))
  .prefault({})
  .describe('Who is told when a task begins to wait for a person.');
