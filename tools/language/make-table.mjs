// Writes src/Lurewatch/Lures/languages.dat from the n-gram table of npm "eld" 2.1.0 (Apache-2.0, Nito T.M.).
//
//   cd "$(mktemp -d)" && npm pack eld@2.1.0 && tar xzf eld-2.1.0.tgz
//   node PATH/TO/tools/language/make-table.mjs package/src PATH/TO/src/Lurewatch/Lures/languages.dat
//
// Only the data is taken. The table maps an n-gram (up to six bytes of UTF-8, a blank at a word's edge) to languages and scores.
// Layout, little endian: "LNG1" · u8 languages, each two letters · u32 grams · u32 pairs
//   · u16 first gram of each of 16,384 buckets, and one more · u32 first pair of each bucket
//   · u16 rest of each gram's fingerprint · u8 pairs of each gram · pairs: u8 language, u8 score.
// Fingerprint: FNV-1a over the bytes, folded to 30 bits: 14 name the bucket, 16 are the rest.
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const [source, target] = process.argv.slice(2);
const load = path => import(pathToFileURL(resolve(source, path)));
const { ngramsData } = await load('ngrams/extrasmall.js');
const { dictionary } = await load('dictionary.js');

const byteOf = new Map([[' ', 32]]);
dictionary.forEach((letter, byte) => { if (letter !== ' ') byteOf.set(letter, byte); });
const fingerprint = gram => {
  let hash = 0x811C9DC5;
  for (const letter of gram) {
    if (!byteOf.has(letter)) throw new Error(`no byte for ${letter}`);
    hash = Math.imul(hash ^ byteOf.get(letter), 0x01000193) >>> 0;
  }
  return (hash ^ (hash >>> 30)) & 0x3FFFFFFF;
};

const grams = Object.entries(ngramsData.ngrams).map(([gram, pairs]) => ({ key: fingerprint(gram), pairs: Object.entries(pairs) }))
  .sort((a, b) => a.key - b.key);
for (let i = 1; i < grams.length; i++) if (grams[i].key === grams[i - 1].key) console.error('two n-grams share a fingerprint');
const codes = Object.values(ngramsData.languages);
const pairCount = grams.reduce((sum, gram) => sum + gram.pairs.length, 0);

const out = [];
const u8 = n => out.push(n), u16 = n => out.push(n & 255, n >> 8), u32 = n => out.push(n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24);
for (const letter of 'LNG1') u8(letter.charCodeAt(0));
u8(codes.length);
for (const code of codes) for (const letter of code) u8(letter.charCodeAt(0));
u32(grams.length); u32(pairCount);
const first = [], firstPair = [];
let g = 0, p = 0;
for (let bucket = 0; bucket <= 16384; bucket++) {
  while (g < grams.length && grams[g].key >>> 16 < bucket) p += grams[g++].pairs.length;
  first.push(g); firstPair.push(p);
}
first.forEach(u16); firstPair.forEach(u32);
for (const gram of grams) u16(gram.key & 0xFFFF);
for (const gram of grams) u8(gram.pairs.length);
for (const gram of grams) for (const [language, score] of gram.pairs) { u8(Number(language)); u8(score); }
writeFileSync(target, Buffer.from(out));
console.log(`${grams.length} n-grams, ${pairCount} scores, ${out.length} bytes`);
