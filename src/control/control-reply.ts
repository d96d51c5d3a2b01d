import { z } from '../schema.ts';

const controlErrorSchema = z.object({
  message: z.string(),
  /** Set for an `OperatorError`, which the client throws again as one. */
  operator: z.object({ where: z.string().optional(), todo: z.string().optional() }).optional(),
});

/** What comes back over the socket. A route that returns nothing has no `value`. */
export const controlReplySchema = z.object({
  value: z.unknown().optional(),
  error: controlErrorSchema.optional(),
});

export type ControlReply = z.infer<typeof controlReplySchema>;
export type ControlError = z.infer<typeof controlErrorSchema>;
