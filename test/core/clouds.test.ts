import { describe, expect, it } from 'vitest';
import { CLOUDS, isCloudName } from '../../src/core/clouds.ts';

describe.each(Object.entries(CLOUDS))('cloud %s', (name, cloud) => {
  it('is a value of CLOUD', () => {
    expect(isCloudName(name)).toBe(true);
  });

  it('names bare https origins, which links and requests are made from', () => {
    for (const origin of [cloud.graph, cloud.authority, cloud.entraPortal, cloud.azurePortal]) {
      expect(new URL(origin).origin).toBe(origin);
      expect(origin).toMatch(/^https:/);
    }
  });

  it('asks for tokens of its own Graph', () => {
    expect(cloud.scope).toBe(`${cloud.graph}/.default`);
  });
});

it.each(['', 'Global', 'germany', 'constructor', '__proto__'])('"%s" is no cloud', (name) => {
  expect(isCloudName(name)).toBe(false);
});
