import { isRestError, type PipelineResponse } from '@azure/core-rest-pipeline';

/** Why there is no answer. */
export type Silence = {
  /** A few words, for people. */
  readonly what: string;
  /** That of the library or the connection; `LATE` where the time of the try was over. */
  readonly code: string;
};

export const LATE = 'LATE';

/** One try. What went wrong on our side is thrown, and whatever ended it where the caller has `stopped`. */
export async function answerOrSilence(
  send: () => Promise<PipelineResponse>,
  stopped?: AbortSignal,
): Promise<
  | { readonly response: PipelineResponse; readonly silence?: undefined }
  | { readonly response?: undefined; readonly silence: Silence }
> {
  try {
    return { response: await send() };
  } catch (error) {
    const silence = silenceOf(error);
    if (silence === undefined || stopped?.aborted) throw error;
    return { silence };
  }
}

/**
 * What a broken connection looks like; `undefined` for any other error. The error itself may hold the
 * request with its token, so it does not go on as a cause.
 */
export function silenceOf(error: unknown): Silence | undefined {
  if (error instanceof Error && error.name === 'AbortError') return { what: 'no answer in time', code: LATE };
  if (!isRestError(error)) return undefined;
  const { code = 'connection failed' } = error;
  return { what: code === 'PARSE_ERROR' ? 'an answer that broke off' : `no answer (${code})`, code };
}
