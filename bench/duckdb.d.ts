/** Of `@duckdb/node-api` what the benchmark calls. It is installed apart, and the types must do without it. */
declare module '@duckdb/node-api' {
  export class DuckDBInstance {
    static create(path: string, options: Readonly<Record<string, string>>): Promise<DuckDBInstance>;
    connect(): Promise<DuckDBConnection>;
  }
  export class DuckDBConnection {
    /** Runs all statements; the rows are those of the last. */
    runAndReadAll(sql: string): Promise<DuckDBResultReader>;
  }
  export class DuckDBResultReader {
    /** Large whole numbers as text. */
    getRowsJson(): readonly (readonly unknown[])[];
  }
}
