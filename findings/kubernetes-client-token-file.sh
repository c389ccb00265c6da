#!/usr/bin/env bash
# @kubernetes/client-node 2.0.1 (npm): a kubeconfig's tokenFile is not read, and a request goes out without any credential.
#
# kubectl and client-go know a bearer token in a file by `tokenFile` (kubeconfig v1: "tokenFile is a pointer to a file that contains a
# bearer token … takes precedence over token"). One would expect the official client for JavaScript to read the same file of
# settings alike. It reads `token-file` in its place, which no tool writes and no document names; `tokenFile` is dropped without a
# word, and the server answers 401 or, to an anonymous user, 403: which looks like a missing right.
# A user with both `token` and `tokenFile` is asked for with `token`, the one that may be stale.
# Needs Node.js and npm. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
npm install --silent --no-audit --no-fund @kubernetes/client-node@2.0.1 > /dev/null
printf 'from-the-file' > token
cat > ask.mjs <<'JS'
import { KubeConfig } from '@kubernetes/client-node';

async function bearer(user) {
  const config = new KubeConfig();
  config.loadFromString(JSON.stringify({
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:6443' } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user }],
    'current-context': 'c',
  }));
  const options = { headers: {} };
  await config.applyToHTTPSOptions(options);
  return options.headers.Authorization ?? 'none';
}
const file = `${process.cwd()}/token`;
console.log([
  await bearer({ tokenFile: file }),
  await bearer({ tokenFile: file, token: 'written-out' }),
  await bearer({ 'token-file': file }),
].join(' | '));
JS
said=$(node ask.mjs)
echo "client-node 2.0.1: tokenFile | tokenFile and token | token-file: $said"
[ "$said" = 'none | Bearer written-out | Bearer from-the-file' ]
