/**
 * SQL over a file in a process of its own; prints the rows of its last statement as JSON.
 *
 *   node bench/query-duckdb.ts taken.json query.sql 1
 */
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import { leaveAtExit } from './peak-memory.ts';

const [leftAt = '', query = '', threads = '1'] = process.argv.slice(2);
leaveAtExit(leftAt);
const instance = await DuckDBInstance.create(':memory:', { threads });
const connection = await instance.connect();
const answer = await connection.runAndReadAll(readFileSync(query, 'utf8'));
console.log(JSON.stringify(answer.getRowsJson()));
