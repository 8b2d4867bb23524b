import type { App } from '../app.ts';

/** The dead-man switch of PING_URL: a monitor that raises the alarm when nothing comes any more. */
export async function pingMonitor(app: App): Promise<void> {
  if (app.settings.pingUrl === undefined) return;
  try {
    await app.ping(app.settings.pingUrl);
  } catch (error) {
    // The digest is out; the monitor will notice by itself that nobody called.
    app.log('pingFailed', { reason: error instanceof Error ? error.name : typeof error });
  }
}
