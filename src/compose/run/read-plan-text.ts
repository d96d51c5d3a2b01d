import { createReadStream } from 'node:fs';
import { decodeText, MAX_ARTIFACT_BYTES } from '../../artifacts/decode-text.ts';
import { errorMessage, OperatorError } from '../../errors.ts';

/**
 * The text of a file that says what to do; a pipe of the shell is as good. Throws `OperatorError` for what is too long to be
 * meant, is no text, or says nothing, before anybody is paid to read it.
 */
export async function readPlanText(file: string): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of createReadStream(file, { end: MAX_ARTIFACT_BYTES })) chunks.push(chunk);
  } catch (error) {
    throw new OperatorError(`the plan cannot be read: ${errorMessage(error)}`, { where: file });
  }
  const bytes = Buffer.concat(chunks);
  if (bytes.length > MAX_ARTIFACT_BYTES) {
    throw new OperatorError('the plan is longer than 512 KB; nobody reads that much at once', {
      where: file,
    });
  }
  const text = decodeText(bytes);
  if (!text.ok) throw new OperatorError(`the plan cannot be read: ${text.failure.message}`, { where: file });
  if (text.value.trim() === '') throw new OperatorError('the plan says nothing', { where: file });
  return text.value.replace(/^\uFEFF/, '');
}
