/** From a person in the digest to their sign-ins in Entra. Everybody is invented, tenant Contoso. */
import { describe, expect, it } from 'vitest';
import { composeDigest, type DigestOptions } from '../../src/core/digest.ts';
import { renderHtml } from '../../src/render/render-html.ts';
import { renderText } from '../../src/render/render-text.ts';
import { judgedDay, person, userId } from '../render/judged-day.ts';
import { report } from '../render/report-builder.ts';

describe('a person in the list', () => {
  const linked = (options: DigestOptions, day = judgedDay()) =>
    renderHtml(composeDigest(report({ days: [day] }), options)).match(/href="https:[^"]*SignIns[^"]*"/g) ??
    [];

  it('leads to their sign-ins in Entra, by object id, in the portal of the cloud', () => {
    const path = `/#view/Microsoft_AAD_UsersAndTenants/UserProfileMenuBlade/~/SignIns/userId/${userId(0)}"`;
    expect(linked({})[0]).toBe(`href="https://entra.microsoft.com${path}`);
    expect(linked({ cloud: 'china' })[0]).toBe(`href="https://entra.microsoftonline.cn${path}`);
  });

  it('says which day to choose there: the address cannot', () => {
    const html = renderHtml(composeDigest(report({ days: [judgedDay()] })));
    expect(html).toContain('The address holds no day: choose Mon 23 Nov there.');
  });

  it.each([null, 'somebody@contoso.example', 'javascript:alert(1)', `${userId(1)}/../x`])(
    'leads nowhere without an object id: %s',
    (id) => {
      const day = judgedDay({ people: [person('a…z@contoso.example', { id })] });
      expect(linked({}, day)).toEqual([]);
      expect(renderHtml(composeDigest(report({ days: [day] })))).not.toContain('The address holds no day');
    },
  );

  it('leads nowhere in the text, which shows no address that a name could hide', () => {
    expect(renderText(composeDigest(report({ days: [judgedDay()] })))).not.toContain('entra.microsoft.com');
  });
});
