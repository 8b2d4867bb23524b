import type { Context } from './context.ts';
import { failed, type Line, ok } from './line.ts';

const GRANT =
  'azd provision does both; by hand: az role assignment create --role "Storage Table Data Contributor" --assignee-object-id <object id of the identity> --scope <id of the storage account>';

/** One small question to each of the three tables, and all that health asks for. */
export async function checkStore({ app, pulse }: Context): Promise<readonly Line[]> {
  const { store, calendar, clock, settings } = app;
  const today = calendar.dayOf(clock());
  try {
    await store.headlines(today, today);
    await store.chunkHeaders(today);
    await store.requests();
    await pulse();
  } catch (error) {
    return [failed(error, isAboutRights(error) ? GRANT : undefined)];
  }
  const where = settings.tables === undefined ? 'The embedded store in .data' : 'The three tables';
  return [ok(`${where} can be read.`)];
}

export async function checkWriting({ app }: Context): Promise<readonly Line[]> {
  try {
    await app.store.checkWriting?.();
  } catch (error) {
    return [failed(error, isAboutRights(error) ? GRANT : undefined)];
  }
  return [ok('Rows may be written; none was.')];
}

function isAboutRights(error: unknown): boolean {
  return error instanceof Error && /\b(401|403)\b/.test(error.message);
}
