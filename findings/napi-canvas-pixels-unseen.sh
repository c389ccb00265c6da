#!/usr/bin/env bash
# @napi-rs/canvas 1.0.11 (npm): the pixels of a canvas that no one refers to stay until V8 happens to collect garbage, and
# V8 is not informed of them, so that it does not.
#
# 150 canvases of 1200 × 800 pixels are made one after the other, each is encoded as PNG and dropped. One would expect the
# memory of a few: each holds 3.7 MiB, and the addon could report that (napi_adjust_external_memory), as Buffer does.
# What comes instead: the process grows by all of them, about 550 MiB, while process.memoryUsage().external stays at 2 MB.
# With canvas.width = canvas.height = 1 after the encoding it grows by a few MiB.
# Observed with Node 26.10 on Linux x64: 547 MiB dropped, 4 MiB shrunk, external 1 and 2 MB.
# Needs Linux (reads /proc), npm and a Node from 20. Exits with 1 when the behaviour is another one.
set -euo pipefail
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
npm init -y >/dev/null
npm install --no-audit --no-fund --silent @napi-rs/canvas@1.0.11
cat > draw.cjs <<'JS'
const { createCanvas } = require('@napi-rs/canvas');
const { readFileSync } = require('node:fs');
const anonymous = () => Number(/RssAnon:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) / 1024;
function draw(shrink) {
  const canvas = createCanvas(1200, 800);
  canvas.getContext('2d').fillRect(0, 0, 1200, 800);
  canvas.toBuffer('image/png');
  if (shrink) canvas.width = canvas.height = 1;
}
const shrink = process.argv[2] === 'shrunk';
draw(shrink);
const before = anonymous();
for (let i = 0; i < 150; i += 1) draw(shrink);
console.log(Math.round(anonymous() - before), Math.round(process.memoryUsage().external / 1e6));
JS
read -r dropped droppedExternal < <(node draw.cjs dropped)
read -r shrunk shrunkExternal < <(node draw.cjs shrunk)
echo "dropped: grew by $dropped MiB, external $droppedExternal MB; shrunk first: grew by $shrunk MiB, external $shrunkExternal MB"
[ "$dropped" -gt 400 ] && [ "$shrunk" -lt 60 ] && [ "$droppedExternal" -lt 20 ]
