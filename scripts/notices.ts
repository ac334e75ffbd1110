// Writes THIRD_PARTY_NOTICES: every package that ships or is installed with Saccade, its licence and the licence's text.
// `node scripts/notices.ts`; a test tells when it has to be run again.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { packageRoot } from './setup/places.js'

const lockSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
})
const manifestSchema = z.object({ license: z.string().optional(), name: z.string() })

// Installed to build Saccade, but their code goes into what is built; and Node, which runs it in a checkout.
const BUNDLED = [
  'acorn',
  'cmu-pronouncing-dictionary',
  'commander',
  'csv-parse',
  'env-paths',
  'msgpackr',
  'node',
  'protobufjs',
  'ws',
  'yauzl',
  'yazl',
  'zod',
  'vue',
  'vue-router',
  'element-plus',
  '@element-plus/icons-vue',
  'chart.js',
  'chartjs-plugin-zoom',
  'd3-scale-chromatic',
  'markdown-it',
  'splitpanes',
]

export interface ShippedPackage {
  readonly path: string
  readonly name: string
  readonly version: string
}

/** Packages installed for running Saccade, and those bundled into what is built, as the lock file has them. */
export function shippedPackages(): ShippedPackage[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')))
  const bundled = new Set<string>()
  const follow = (name: string, from = ''): void => {
    const own = `${from}/node_modules/${name}`
    const path = packages[own] ? own : `node_modules/${name}`
    if (bundled.has(path) || !packages[path]) return
    bundled.add(path)
    const { dependencies, optionalDependencies } = packages[path]
    Object.keys({ ...dependencies, ...optionalDependencies }).forEach((needed) => follow(needed, path))
  }
  for (const name of BUNDLED) follow(name)
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && (!dev || bundled.has(path)))
    .map(([path, { version = '' }]) => ({ path, name: path.replace(/^.*node_modules\//, ''), version }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version.localeCompare(b.version)))
}

function licenceOf(folder: string): string {
  const manifest = manifestSchema.safeParse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')))
  return manifest.data?.license ?? 'see text'
}

function licenceText(folder: string): string {
  const names = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
  return names
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').replace(/\r\n/g, '\n').trim())
    .join('\n\n')
}

function render(): string {
  const groups = new Map<string, string[]>()
  for (const { path, name, version } of shippedPackages()) {
    const folder = join(packageRoot, path)
    if (!existsSync(folder)) {
      // Built for another platform; its sibling for this one carries the same licence.
      add(groups, 'Binary package for another platform, under the licence of the package that names it.', name, version)
      continue
    }
    const text = licenceText(folder) || `Licence: ${licenceOf(folder)} (the package comes without its text)`
    add(groups, text, name, `${version} (${licenceOf(folder)})`)
  }
  const sections = [...groups].map(([text, names]) => `${names.join('\n')}\n\n${text}`)
  return `${[INTRODUCTION, ...sections].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`
}

function add(groups: Map<string, string[]>, text: string, name: string, detail: string): void {
  groups.set(text, [...(groups.get(text) ?? []), `${name} ${detail}`])
}

const INTRODUCTION = `Third-party notices of Saccade

Saccade is under the Apache License 2.0 (see LICENSE). It comes with, or installs, the packages listed below, each
under its own licence. Besides:

TensorFlow (Apache License 2.0) is downloaded from the Python Package Index when Saccade is set up. Its own notices lie
beside it in the cache folder, as THIRD_PARTY_NOTICES.txt. On a machine with an NVIDIA driver, NVIDIA's CUDA libraries
are downloaded from there too, under NVIDIA's own licence.

src/data/messages/messages.json holds messages of the TypeScript compiler in English, German, French and Japanese,
Copyright (c) Microsoft Corporation, under the Apache License 2.0 (see LICENSE); they were copied unchanged, without those
that have line breaks.

The pronouncing data of the package cmu-pronouncing-dictionary is the Carnegie Mellon Pronouncing Dictionary,
Copyright (C) 1993-2015 Carnegie Mellon University, under the 2-clause BSD licence:

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the
following conditions are met:

1. Redistributions of source code must retain the above copyright notice, this list of conditions and the following
   disclaimer. The contents of this file are deemed to be source code.
2. Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following
   disclaimer in the documentation and/or other materials provided with the distribution.

This work was supported in part by funding from the Defense Advanced Research Projects Agency, the Office of Naval
Research and the National Science Foundation of the United States of America, and by member companies of the Carnegie
Mellon Sphinx Speech Consortium. We acknowledge the contributions of many volunteers to the expansion and improvement of
this dictionary.

THIS SOFTWARE IS PROVIDED BY CARNEGIE MELLON UNIVERSITY \`\`AS IS'' AND ANY EXPRESSED OR IMPLIED WARRANTIES, INCLUDING,
BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO
EVENT SHALL CARNEGIE MELLON UNIVERSITY NOR ITS EMPLOYEES BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL,
EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF
USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT,
STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF
ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`

if (import.meta.main) writeFileSync(join(packageRoot, 'THIRD_PARTY_NOTICES'), render())
