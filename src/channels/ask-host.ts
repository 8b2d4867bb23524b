import { answerOrSilence } from '../ask/answer-or-silence.ts';
import { bareSender } from '../ask/bare-sender.ts';

export type HostAnswer = {
  /** Why there is no answer, a few words. */
  readonly silence?: string;
  /** What its clock shows, ms; left out where it does not say. */
  readonly date?: number;
};

/** Somebody waits for the answer, ms. */
const LIMIT_MS = 10_000;

/** Asks for the headers of the front page, without credential, path or query: any answer is one. */
export async function askHost(origin: string): Promise<HostAnswer> {
  const send = bareSender(origin);
  const { response, silence } = await answerOrSilence(() =>
    send({ url: `${origin}/`, method: 'HEAD', timeout: LIMIT_MS }),
  );
  if (response === undefined) return { silence: silence.what };
  const date = Date.parse(response.headers.get('Date') ?? '');
  return Number.isNaN(date) ? {} : { date };
}
