// Rebuilds src/Lurewatch/Mail/Links/public-suffixes.dat from the npm package tldts, the one that keeps the list's two sections apart.
//   npm pack tldts && tar xzf tldts-*.tgz && node tools/public-suffixes.mjs package DATE > src/Lurewatch/Mail/Links/public-suffixes.dat
// (run npm and tar outside of the repository)
import { readFileSync } from "node:fs";
import { domainToASCII } from "node:url";

const folder = process.argv[2];
const { version } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
const source = readFileSync(`${folder}/src/data/trie.ts`, "utf8");

function numbers(name) {
  const match = new RegExp(`export const ${name} =[^(]*\\(\\[([0-9,]+)\\]\\)`).exec(source);
  return match[1].split(",").map(Number);
}
const nodeFlags = numbers("nodeFlags"), edgeStart = numbers("edgeStart"), edgeLength = numbers("edgeLength"), edgeChild = numbers("edgeChild");
const labelText = JSON.parse(/export const labelText = ("(?:[^"\\]|\\.)*")/.exec(source)[1]);
const root = name => Number(new RegExp(`export const ${name} = (\\d+)`).exec(source)[1]);

const edgeOffset = [];
edgeLength.reduce((offset, length, edge) => (edgeOffset[edge] = offset, offset + length), 0);

const ICANN = 1, PRIVATE = 2;
const sections = { [ICANN]: [], [PRIVATE]: [] };
function walk(node, suffix, mark) {
  for (const bit of [ICANN, PRIVATE])
    if (suffix && (nodeFlags[node] & bit)) sections[bit].push(mark + suffix);
  for (let edge = edgeStart[node]; edge < edgeStart[node + 1]; edge++) {
    const label = labelText.slice(edgeOffset[edge], edgeOffset[edge] + edgeLength[edge]);
    const ascii = /^[\x21-\x7e]+$/.test(label) ? label : domainToASCII(label);
    if (!ascii) throw new Error(`no A-label for ${label}`);
    walk(edgeChild[edge], suffix ? `${ascii}.${suffix}` : ascii, mark);
  }
}
walk(root("rulesRoot"), "", "");
walk(root("exceptionsRoot"), "", "!");

const reversed = rule => rule.replace("!", "").split(".").reverse().join(".");
const sorted = rules => [...new Set(rules)].sort((a, b) => reversed(a) < reversed(b) ? -1 : 1).join("\n");
process.stdout.write(`# The Public Suffix List (publicsuffix.org), as rules in A-labels, one a line; * stands for one label, ! marks an exception.
# This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. If a copy of the MPL was not
# distributed with this file, You can obtain one at https://mozilla.org/MPL/2.0/.
# Taken from npm tldts ${version} of ${process.argv[3]}. Rebuild: see tools/public-suffixes.mjs.
=ICANN
${sorted(sections[ICANN])}
=PRIVATE
${sorted(sections[PRIVATE])}
`);
