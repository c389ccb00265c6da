#!/usr/bin/env bash
# VictoriaMetrics 1.79.5 (Debian package): a sample loses its fraction when a very large one stands beside it.
#
# Two gauges get the value 0.25. One of them also has a sample of 2^63 (what Go reports for "no memory limit") a minute
# later. Of the gauge that stands alone 0.25 is read back; of the other one 0 is read back for the same sample.
# Observed: alone "0.25", beside "0". Values of one block share one decimal exponent, so that small ones are cut off.
# Needs Debian or Ubuntu with apt-get, curl, and no privileges. Exits with 1 when the behaviour is another one.
set -euo pipefail
version=1.79.5
scratch=$(mktemp -d)
server=
finish() { [ -z "$server" ] || { kill "$server"; wait "$server" || true; } 2>/dev/null; rm -rf "$scratch"; }
trap finish EXIT
cd "$scratch"
full=$(apt-cache madison victoria-metrics | awk '{print $3}' | grep -m1 "^$version") || { echo "no package victoria-metrics $version"; exit 2; }
apt-get download -q "victoria-metrics=$full" >/dev/null 2>&1
dpkg -x victoria-metrics_*.deb program
port=$((20000 + RANDOM % 10000))
program/usr/bin/victoria-metrics -storageDataPath=data -httpListenAddr=127.0.0.1:$port -search.latencyOffset=0s >server.log 2>&1 &
server=$!
url=http://127.0.0.1:$port
for _ in $(seq 100); do curl -fs "$url/health" >/dev/null && break; sleep 0.2; done

first=$(( ($(date +%s) / 60 - 30) * 60 )); second=$((first + 60))
curl -fs "$url/api/v1/import/prometheus" --data-binary "$(printf 'alone 0.25 %s000\nbeside 0.25 %s000\nbeside 9223372036854775807 %s000\n' $first $first $second)"
curl -fs "$url/internal/force_flush"
value() { curl -fs "$url/api/v1/query" -d "query=$1" -d "time=$first" -d nocache=1 | sed 's/.*"value":\[[0-9.]*,"\([^"]*\)".*/\1/'; }
alone=$(value alone); beside=$(value beside)
echo "victoria-metrics $full: alone \"$alone\", beside \"$beside\""
[ "$alone" = 0.25 ] && [ "$beside" = 0 ]
