import { z } from '../schema.ts';

/** A path or a pattern of paths below the top of the repository. */
export const pathPattern = z
  .string()
  .min(1)
  .refine(
    (text) => !/^\/|^[A-Za-z]:|\\|(^|\/)\.\.(\/|$)/.test(text),
    'expected a pattern relative to the top of the repository, with forward slashes and without ".."',
  );
