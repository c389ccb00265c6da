#!/usr/bin/env bash
# npm 11.19.1: `npm sbom --omit=dev` leaves out a production dependency that a development dependency needs too.
#
# A package depends on ms 2.1.3, and for its development on debug 4.4.3, which depends on ms as well. One would expect what
# `npm ls --omit=dev` lists and `npm ci --omit=dev` installs: ms. What comes instead is a bill of materials without ms, and
# without a word. With the whole tree (no --omit) ms is in it; so it is where devDependencies is deleted from package.json
# before. Observed: ls lists 1, sbom with --omit=dev 0, without it 1, after deleting devDependencies 1.
# Needs npx and a Node that npm 11 runs on. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
npm11() { npx --yes npm@11.19.1 "$@"; }
echo '{"name":"a","version":"1.0.0","dependencies":{"ms":"2.1.3"},"devDependencies":{"debug":"4.4.3"}}' > package.json
npm11 install --silent --no-audit --no-fund
count() { grep -c "$1" || true; }
listed=$(npm11 ls --omit=dev | count 'ms@2.1.3')
omitting=$(npm11 sbom --omit=dev --sbom-format=cyclonedx | count '"bom-ref": "ms@2.1.3"')
whole=$(npm11 sbom --sbom-format=cyclonedx | count '"bom-ref": "ms@2.1.3"')
npm11 pkg delete devDependencies
npm11 prune --silent --no-audit --no-fund
without=$(npm11 sbom --sbom-format=cyclonedx | count '"bom-ref": "ms@2.1.3"')
echo "ls --omit=dev lists ms $listed times, sbom --omit=dev $omitting, sbom $whole, sbom without devDependencies $without"
[ "$listed" = 1 ] && [ "$omitting" = 0 ] && [ "$whole" = 1 ] && [ "$without" = 1 ]
