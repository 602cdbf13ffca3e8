/**
 * `npm run package`: the Grafana bundle as zip archives, the way Grafana unpacks them (one folder, named as the app): one a
 * platform with the back end of that platform alone, and one for any. Written to build/packages with a file of SHA-1 sums,
 * which the plugin catalogue asks for.
 *
 *   node scripts/package.mjs                  what lies in dist/, built before
 *   node scripts/package.mjs --from FOLDER --out FOLDER
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { crc32, deflateRawSync } from 'node:zlib';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BACK_END = /gpx_plumbline_([a-z]+)_(amd64|arm64)(\.exe)?$/;

/** Mode bits of a regular file in the upper half of a zip entry's external attributes (as Info-ZIP writes them). */
const REGULAR = 0o100000;

/**
 * @returns {{ path: string, platform: string }[]} the archives; `platform` is empty for the one that fits any
 * @throws when there is no bundle, or one without a back end
 */
export function packageBundle(from = 'dist', out = 'build/packages') {
  const folder = resolve(ROOT, from);
  const target = resolve(ROOT, out);
  if (!existsSync(join(folder, 'plugin.json'))) throw new Error(`There is no bundle in ${from}. Run npm run build first.`);
  const { id, info } = JSON.parse(readFileSync(join(folder, 'plugin.json'), 'utf8'));
  const files = filesUnder(folder);
  const platforms = files.flatMap((file) => {
    const [, os, arch] = BACK_END.exec(file) ?? [];
    return os === undefined ? [] : [`${os}_${arch}`];
  });
  if (platforms.length === 0) throw new Error(`The bundle in ${from} has no back end. Install Go and run npm run build.`);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  return ['', ...platforms].map((platform) => {
    const kept = files.filter((file) => platform === '' || !BACK_END.test(file) || file.includes(`_${platform}`));
    const path = join(target, `${id}-${info.version}${platform === '' ? '' : `.${platform}`}.zip`);
    const bytes = zip(kept.map((file) => ({ name: `${id}/${file}`, path: join(folder, file) })));
    writeFileSync(path, bytes);
    writeFileSync(`${path}.sha1`, createHash('sha1').update(bytes).digest('hex'));
    return { path, platform };
  });
}

/** Paths below a folder, with forward slashes, in an order that does not depend on the system. */
function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/**
 * A zip archive (PKWARE APPNOTE, no extensions needed below 4 GiB). The same files give the same bytes: every entry has
 * the time 1980-01-01. Executables keep the right to be run, without which Grafana cannot start them.
 */
function zip(entries) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const { name, path } of entries) {
    const content = readFileSync(path);
    const packed = deflateRawSync(content, { level: 9 });
    const nameBytes = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0); // needs version 2.0
    common.writeUInt16LE(0x0800, 2); // names are UTF-8
    common.writeUInt16LE(8, 4); // deflated
    common.writeUInt32LE(0x0021_0000, 6); // 1980-01-01 00:00
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, nameBytes, packed]);
    const mode = REGULAR | (BACK_END.test(name) ? 0o755 : 0o644);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((mode << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.from([20, 3]), common, rest, nameBytes]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const option = (name) => {
    const at = process.argv.indexOf(name);
    return at === -1 ? undefined : process.argv[at + 1];
  };
  try {
    for (const { path } of packageBundle(option('--from'), option('--out')))
      console.log(`${relative(ROOT, path)}  ${(statSync(path).size / 1024 ** 2).toFixed(1)} MiB`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
