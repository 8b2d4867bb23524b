import { askHost } from '../channels/ask-host.ts';
import { CLOUDS } from '../core/clouds.ts';
import { counted } from '../core/format.ts';
import type { Context } from './context.ts';
import { type Line, ok, warn } from './line.ts';

/** A clock this far off turns tokens and signatures away, ms. */
const TOLERATED = 5 * 60_000;

/** This machine's clock against that of the service it speaks to. */
export async function checkClock({ app, passing }: Context): Promise<readonly Line[]> {
  const origin = origins(app.settings)[0];
  if (origin === undefined) return [ok('Nothing beyond this machine is spoken to, so its clock will do.')];
  const asked = passing();
  const { date, silence } = await askHost(origin);
  if (date === undefined)
    return [
      warn(
        `The clock was not compared: ${origin} ${silence === undefined ? 'does not say what time it is' : `gives ${silence}`}.`,
        'See the lines below: where they fail too, check the network of this machine.',
      ),
    ];
  // Its answer says whole seconds, and was under way for some.
  const apart = Math.round((passing() + asked) / 2 - date);
  if (Math.abs(apart) <= TOLERATED) return [ok(`As that of ${origin}, within five minutes.`)];
  const minutes = counted(Math.round(Math.abs(apart) / 60_000), 'minute');
  return [
    warn(
      `The clock of this machine is ${minutes} ${apart > 0 ? 'ahead of' : 'behind'} that of ${origin}: tokens may be turned away, and days are due at the wrong time.`,
      'Set the clock of this machine by a time server, e.g. sudo timedatectl set-ntp true.',
    ),
  ];
}

/** Of the source, else of the store. */
function origins({
  source,
  cloud,
  graphEndpoint,
  logsEndpoint = CLOUDS[cloud].logs,
  tables,
}: Context['app']['settings']): readonly string[] {
  const address = /\bTableEndpoint=([^;]+)/i.exec(tables ?? '')?.[1] ?? tables ?? '';
  return [
    ...(source === 'graph' ? [graphEndpoint] : []),
    ...(source === 'log-analytics' ? [logsEndpoint] : []),
    ...(/^https?:/i.test(address) && URL.canParse(address) ? [new URL(address).origin] : []),
  ];
}
