import { config } from 'zod';

// Compiling each schema takes longer than all that a command reads with it; a daemon loses some microseconds a record.
config({ jitless: true });

/** The parts of the schema library that are used: by name, so that the bundle leaves the rest of it out. */
export {
  array,
  boolean,
  type core,
  discriminatedUnion,
  enum,
  type infer,
  int,
  lazy,
  literal,
  looseObject,
  number,
  object,
  type output,
  preprocess,
  record,
  strictObject,
  string,
  toJSONSchema,
  union,
  unknown,
  type ZodType,
} from 'zod';
