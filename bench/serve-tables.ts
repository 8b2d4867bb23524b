/** Azurite's table server as a process of its own, its rows below a folder: `node bench/serve-tables.ts FOLDER`. */
import { openEmbedded } from '../src/store/embedded.ts';
import { offer } from './server-process.ts';

const [folder = ''] = process.argv.slice(2);
const { connectionString, close } = await openEmbedded(folder);
offer(connectionString, close);
