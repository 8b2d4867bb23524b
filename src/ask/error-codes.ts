/**
 * Codes of the error body that Microsoft's services share, outermost first: `error.code`, and those of
 * each `innererror`. The texts beside them are not used: they may name people and quote rows.
 */
export function errorCodes(body: string): readonly string[] {
  const codes: string[] = [];
  let error = member(parsed(body), 'error');
  for (let depth = 0; depth < 5; depth += 1) {
    const code = member(error, 'code');
    if (typeof code === 'string' && /^\w{1,80}$/.test(code)) codes.push(code);
    error = member(error, 'innererror');
  }
  return codes;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
