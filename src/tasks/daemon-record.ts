import { z } from '../schema.ts';
import { artifactRecordSchema } from './task-record.ts';

export const daemonRecordSchema = z.object({
  version: z.literal(1),
  /** When the first daemon started here: what lay in the work tree before was not dropped in while planex watched. */
  firstStartAt: z.string().optional(),
  /** Since when the clock tells times before `firstStartAt`, while it does. */
  behindSince: z.string().optional(),
  /**
   * Since when runs are at work, or were, with no look at the files since then that found none at work. What lets a plan run
   * that was not there before may be an executor's word.
   */
  atWorkSince: z.string().optional(),
  /** Set by `pause`: nothing is dispatched until `unpause`. */
  paused: z
    .object({
      at: z.string(),
      /** Why planex paused by itself. */
      cause: z.string().optional(),
    })
    .nullable()
    .default(null),
  /** How far the log of HEAD was read, as the reader of that log wrote it. */
  headMark: z.string().optional(),
  /** A later mark that takes the place of `headMark` once the watcher has surely caught up with it. */
  nextHeadMark: z.object({ mark: z.string(), at: z.string() }).optional(),
  /** When each recurring plan, by path, was last due: a daemon that was down catches up once. */
  recurring: z.record(z.string(), z.string()).default({}),
  /** Digests of the `.planexrc` bytes whose commands may run, newest last. */
  admittedConfig: z.array(z.string()).default([]),
  /** The commit of HEAD when any were last admitted. */
  admittedConfigHead: z.string().optional(),
  /** Digests of such bytes that a person has taken back: wherever they come from now, they wait for trust. */
  revokedConfig: z.array(z.string()).default([]),
  /** The `.planexrc` that was last in force with a person's word: the digest of its bytes, and one for each section that is a power. */
  config: z.object({ digest: z.string(), powers: z.record(z.string(), z.string()) }).optional(),
  /** Such sections were changed while a run was at work, which may have done it: they wait for trust. */
  configDoubted: z.boolean().optional(),
  /** Digests of solutions that a model wrote and nobody had admitted then, newest last: a file may have got another name. */
  proposed: z.array(z.string()).default([]),
  /**
   * Records that are being carried over to other paths: written whole before the first of them changes, so that whoever
   * finds it here does what is left of it.
   */
  renaming: z
    .object({
      at: z.string(),
      moves: z.array(
        z.object({
          path: z.string(),
          left: z.enum(['nothing', 'another', 'itself']),
          former: z.lazy(() => artifactRecordSchema),
        }),
      ),
    })
    .optional(),
});

/** What planex remembers of one repository as a whole. */
export type DaemonRecord = z.infer<typeof daemonRecordSchema>;
