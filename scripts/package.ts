/**
 * Makes `dist/` what is deployed: the built app, with what it is made of written down beside it.
 * `npm run package`
 */
import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.ts';
import { type BundledPackage, bundledPackage } from './bundled-package.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/**
 * Builds into a folder, and adds LICENSE, THIRD-PARTY-LICENSES.txt and sbom.cdx.json.
 * @throws Error as `build`, or where a bundled package names no licence
 */
export async function makePackage(folder: string): Promise<readonly BundledPackage[]> {
  const built = await build(folder);
  const packages = await Promise.all(built.packages.map((path) => bundledPackage(join(ROOT, path))));
  await cp(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await writeFile(join(folder, 'THIRD-PARTY-LICENSES.txt'), licences(packages));
  await writeFile(join(folder, 'sbom.cdx.json'), `${JSON.stringify(await sbom(packages), null, 2)}\n`);
  return packages;
}

function licences(packages: readonly BundledPackage[]): string {
  const rule = '='.repeat(78);
  return packages
    .map(
      ({ name, version, licence, licenceText }) =>
        `${rule}\n${name} ${version} (${licence})\n\n${licenceText}\n`,
    )
    .join('\n');
}

/** CycloneDX 1.6: only what is in the bundle; development tools are not deployed. */
async function sbom(packages: readonly BundledPackage[]) {
  const { name, version, licence } = await bundledPackage(ROOT);
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': `${name}@${version}`,
        name,
        version,
        licenses: [{ expression: licence }],
      },
    },
    components: packages.map((each) => ({
      type: 'library',
      'bom-ref': purl(each),
      name: each.name,
      version: each.version,
      purl: purl(each),
      licenses: [{ expression: each.licence }],
    })),
  };
}

/** Package URL ("purl-spec", type npm): the scope's @ is escaped. */
function purl({ name, version }: BundledPackage): string {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

if (import.meta.main) {
  const packages = await makePackage(join(ROOT, 'dist'));
  console.log(`dist/ is ready to deploy: ${packages.length} packages bundled, named in sbom.cdx.json.`);
}
